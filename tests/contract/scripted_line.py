"""The scripted call under the suite: everybody's deeds are put on its stage."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall, listed_prompts
from ccengine.flow.scripted.script import AgentHangsUp, Cancel, Deed, HangUp, Press, Say, SwitchStops, Tell
from ccengine.flow.scripted.stage import Stage
from ccengine.flow.scripted.transcript import Piece
from ccengine.model.call import Connect, Directive, Limits
from ccengine.model.ids import AgentId, OfferId, Seconds
from tests.contract.line import PROMPTS, Agent, FarSide, Line, Visit, names

UNWRITABLE = "no-such-place/name"


class ScriptedFarSide(FarSide):
    def __init__(self, visit: "ScriptedVisit") -> None:
        self._visit = visit

    def press(self, keys: str, after: Seconds = 0.0) -> None:
        self._visit.do(Press(keys), after)

    def dial(self, keys: str, after: Seconds = 0.0) -> None:
        for number, key in enumerate(keys):
            self._visit.do(Press(key), after + 0.08 * number)

    def say(self, word: str, seconds: Seconds = 1.0, after: Seconds = 0.0) -> None:
        self._visit.do(Say(word, seconds), after)

    def hang_up(self, after: Seconds = 0.0) -> None:
        self._visit.do(HangUp(), after)

    def heard(self) -> list[Piece]:
        stage = self._visit.stage
        return stage.ear.so_far(stage.now)

    @property
    def answered(self) -> int:
        return self._visit.stage.transcript.texts.count("answer")

    @property
    def is_there(self) -> bool:
        return self._visit.stage.caller_there


class ScriptedAgent(Agent):
    def __init__(self, visit: "ScriptedVisit", number: int) -> None:
        self._visit = visit
        self._offer = OfferId(f"o1-{number}")
        self._agent = AgentId(f"800{number}")
        visit.stage.legs[self._offer] = self._agent

    def connect(self, record_to: str = "") -> Connect:
        return Connect(self._offer, self._agent, record_to)

    def hang_up(self, after: Seconds = 0.0) -> None:
        self._visit.do(AgentHangsUp(), after)

    def heard(self) -> list[str]:
        mine = [piece for piece in self._visit.caller.heard() if piece.what == f"agent {self._agent}"]
        said = self._visit.stage.said
        return names(word for word in said if any(word.begin < talk.end and word.end > talk.begin for talk in mine))

    @property
    def is_there(self) -> bool:
        return self._offer in self._visit.stage.legs


class ScriptedVisit(Visit):
    call: ScriptedCall

    def __init__(self, call: ScriptedCall) -> None:
        self.call = call
        self.caller = ScriptedFarSide(self)
        self._agents = 0

    @property
    def stage(self) -> Stage:
        return self.call.stage

    def do(self, deed: Deed, after: Seconds) -> None:
        if after:
            self.stage.put(deed, after)
        else:
            self.stage.happen(deed)

    def agent(self) -> Agent:
        self._agents += 1
        return ScriptedAgent(self, self._agents)

    def tell(self, directive: Directive, after: Seconds = 0.0) -> None:
        self.do(Tell(directive), after)

    def cancel(self, after: Seconds = 0.0) -> None:
        self.do(Cancel(), after)

    def pause(self, seconds: Seconds) -> None:
        if self.stage.ended:
            self.stage.clock.jump(self.stage.now + seconds)
        else:
            self.stage.wait(seconds, lambda: None)

    def stop_switch(self, after: Seconds = 0.0) -> None:
        self.do(SwitchStops(), after)

    def engine_dies(self, talking: Connect | None = None) -> None:
        self.call = self.call.taken_up(talking)

    def unwritable(self) -> str:
        return UNWRITABLE

    def recording(self, path: str) -> list[list[str]]:
        return [list(channel) for channel in self.call.recordings[path].channels]

    def recorded_seconds(self, path: str) -> Seconds:
        return self.call.recordings[path].seconds

    def talk_recording(self, name: str) -> list[list[str]]:
        return self.recording(f"{name}.wav")

    def until(self, true: Callable[[], bool]) -> None:
        assert true()


class ScriptedLine(Line):
    name = "scripted"

    def __init__(self, kind: type[ScriptedCall] = ScriptedCall) -> None:
        self._kind = kind

    @contextmanager
    def call(self, limits: Limits | None = None, *, answered: bool = True) -> Iterator[ScriptedVisit]:
        call = self._kind(
            info=replace(DEFAULT_INFO, language="zh"),
            lengths=listed_prompts(PROMPTS),
            limits=limits,
            unwritable=(UNWRITABLE,),
        )
        if answered:
            call.answer()
        yield ScriptedVisit(call)
