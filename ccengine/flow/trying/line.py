"""The scripted call whose caller is asked what he does, whenever the flow waits for him or for the engine."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from ccengine.flow.scripted import Lengths, ScriptedCall
from ccengine.flow.scripted.script import Deed, Press, Say, Step, Wait
from ccengine.flow.scripted.transcript import Transcript
from ccengine.flow.scripted.world import World
from ccengine.flow.trying.hand import Asking, Entering, Hand, Holding, Recording, Talking
from ccengine.flow.trying.inputs import Silence
from ccengine.model.call import Ask, CallInfo, Connect, Got, Held, Recorded, Talked
from ccengine.model.ids import Seconds

NO_DEED = Press("")


class _Asked(World):
    """Nothing happens by itself: each happening is asked for, when time would pass in a wait of the flow's.  Who speaks
    does nothing else until he has spoken."""

    def __init__(self, hand: Hand, script: Iterable[Step], transcript: Transcript, longest: Seconds) -> None:
        super().__init__(script, transcript, longest)
        self._hand = hand
        self._quiet = 0.0  # nobody does anything until then
        self.asking: Asking | None = None

    def due(self, now: Seconds, until: Seconds) -> tuple[Seconds, Deed] | None:
        if self.asking is None or until <= now:
            return super().due(now, until)
        if now >= self._quiet:
            match self._hand.does(self.asking):
                case Silence():
                    return super().due(now, until)
                case Wait(seconds):
                    self._quiet = now + seconds
                case Say(seconds=seconds) as deed:
                    self._quiet = now + seconds
                    return now, deed
                case deed:
                    return now, deed
        return (self._quiet, NO_DEED) if self._quiet < until else super().due(now, until)


class TriedCall(ScriptedCall):
    def __init__(self, hand: Hand, info: CallInfo, lengths: Lengths, start: Seconds, longest: Seconds) -> None:
        super().__init__((), info, lengths=lengths, start=start, longest=longest, world=partial(self._make, hand))

    def _make(self, hand: Hand, script: Iterable[Step], transcript: Transcript, longest: Seconds) -> World:
        self._asked = _Asked(hand, script, transcript, longest)
        return self._asked

    @contextmanager
    def _asking(self, what: Asking) -> Iterator[None]:
        self._asked.asking = what
        try:
            yield
        finally:
            self._asked.asking = None

    def _enter(self, ask: Ask) -> Got:
        with self._asking(Entering(ask)):
            return super()._enter(ask)

    def hold(self, music: str, limit: Seconds, cut_by: str = "") -> Held:
        with self._asking(Holding(music)):
            return super().hold(music, limit, cut_by)

    def join(self, connect: Connect) -> Talked:
        with self._asking(Talking(connect.agent)):
            return super().join(connect)

    def _record(self, name: str, limit: Seconds, terminators: str) -> Recorded:
        with self._asking(Recording(limit)):
            return super()._record(name, limit, terminators)
