"""The wait in a queue as the caller hears it: music, and announcements between."""

from math import inf

from ccengine.flow.fields.announcing import Announcing
from ccengine.flow.running.announcing import Moments, words
from ccengine.flow.running.here import Here
from ccengine.flow.spoken import NotSpeakable
from ccengine.model import facts
from ccengine.model.call import Held
from ccengine.model.desk import Waiting
from ccengine.model.ids import NodeId, Seconds
from ccengine.model.why import Ended


class Wait:
    """From the call's entry into the queue on, which may have been before the engine died."""

    def __init__(self, node: NodeId, here: Here, music: str, what: Announcing | None) -> None:
        self._node, self._here, self._call, self._music = node, here, here.call, music
        self._what = what
        self._moments: Moments | None = None
        if what is not None:
            now = self._call.clock.now()
            waiting = here.desk.waiting(self._call.info.id)
            self._moments = Moments(what, now - (waiting.waited if waiting else 0.0), now)

    def hold(self, limit: Seconds, keys: str) -> Held:
        """Until there is a directive or one of the keys, `limit` seconds at most."""
        clock = self._call.clock
        over = clock.now() + limit
        while True:
            due = self._moments.next if self._moments else inf
            held = self._call.hold(self._music, max(0.0, min(over, due) - clock.now()), keys)
            if held.why is not Ended.TIMEOUT or over <= due:
                return held
            if key := self._announce(keys):
                return Held(Ended.KEY, key=key)

    def _announce(self, keys: str) -> str:
        """The key that cut it, or "".  A directive cuts it too, and is what the next `hold` returns."""
        assert self._what is not None
        assert self._moments is not None
        number, key = self._moments.number, ""
        waiting = self._here.desk.waiting(self._call.info.id)
        if waiting is None or not waiting.offered:  # else he is about to be connected
            try:
                said = tuple(words(self._what, number, waiting, self._call.language))
            except NotSpeakable as why:
                return self._silenced(str(why))
            if said:
                self._note(self._what, number, waiting)
                played = self._call.play(said, keys)
                if played.why is Ended.FAILED:
                    return self._silenced(f"{played.detail} cannot be played")
                key = played.key
        self._moments.passed(max(self._call.clock.now(), self._moments.next))
        return key

    def _note(self, what: Announcing, number: int, waiting: Waiting | None) -> None:
        position = waiting.position if waiting and what.position else 0
        expected = (waiting.expected if waiting and what.wait else None) or 0.0
        self._here.desk.record(facts.Announced(self._call.info.id, number + 1, position, expected))

    def _silenced(self, why: str) -> str:
        """It would fail again each time."""
        self._here.failed(self._node, f"no more announcements: {why}")
        self._moments = None
        return ""
