"""What the journal's records make of a call's place in its flows is where the call is: for every played call, at every
node, before and after a way through JSON."""

import json
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ccengine.engine import stand
from ccengine.flow import Frame
from ccengine.flow.running.loop import _Walk
from ccengine.flow.running.resuming import taken_up
from ccengine.flow.running.scope import as_json
from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall, ScriptedDesk, ScriptedServices
from ccengine.model import facts
from ccengine.model.call import CallFault, Cancelled, Hangup
from ccengine.model.ids import CallId, NodeId
from ccengine.model.members import Member
from tests.unit.flow.around import HERE
from tests.unit.flow.playing import Play, read_play

CALL = CallId("scripted")
PLAYS = [file for file in sorted((HERE / "play").glob("*.txt")) if "  stands " not in file.read_text("utf-8")]


class Watched(ScriptedDesk):
    """Keeps what the book keeps, and compares it with the call at every node."""

    def __init__(self, call: ScriptedCall, play: Play) -> None:
        super().__init__(call)
        self.play = play
        standing = stand.at_start(play.bundle.start)
        self.known = cast(Any, SimpleNamespace(standing=standing, language=call.info.language))
        self.facts: list[facts.CallFact] = []
        self.walk: _Walk | None = None
        self.compared = 0

    def record(self, fact: facts.CallFact) -> None:
        super().record(fact)
        stand.apply(self.known, fact)
        self.facts.append(fact)
        if self.walk is not None:
            assert self.known.standing.marks == self.walk.here.marks
        if isinstance(fact, facts.NodeEntered) and self.walk is not None:
            kept = stand.restore(json.loads(json.dumps(asdict(self.known.standing))))
            assert kept == self.known.standing
            again = taken_up(kept, self.play.bundle)
            assert [self.told(frame) for frame in again.frames] == [
                self.told(replace(frame, node=NodeId(fact.node) if frame is self.walk.frames[-1] else frame.node))
                for frame in self.walk.frames
            ]
            assert again.tags == self.walk.here.scope.tags
            assert Member.of(again.member) == self.walk.here.scope.member
            assert again.visit == self.walk.here.visit
            assert stand.restore(json.loads(json.dumps(stand.shallow(kept)))) == kept
            assert self.known.language == self.walk.call.language
            self.compared += 1

    def told(self, frame: Frame) -> tuple[str, str, dict[str, Any]]:
        variables = json.loads(as_json(frame.variables))
        return frame.flow, frame.node, {name: value for name, value in variables.items() if not is_secret(value)}


def is_secret(value: object) -> bool:
    return isinstance(value, dict) and "ccengine:secret" in value


def walked(file: Path) -> Watched:
    play = read_play(file)
    info = replace(DEFAULT_INFO, language=play.bundle.main.language, caller=play.caller)
    call = ScriptedCall(play.script, info, start=play.start)
    desk = Watched(call, play)
    services = ScriptedServices(play.answer)
    call.answer()
    desk.walk = _Walk(play.bundle, call, desk, services, None, {}, play.zone, play.limits)
    with suppress(Hangup, Cancelled, CallFault):
        desk.walk.run()
    return desk


@pytest.mark.parametrize("file", PLAYS, ids=lambda file: file.stem)
def test_the_book_knows_where_a_call_stands(file: Path) -> None:
    assert walked(file).compared


def test_a_pin_is_in_no_record() -> None:
    known = walked(HERE / "play" / "pin-masked.txt").facts
    assert facts.InputTaken(CALL, "****") in known
    assert not [fact for fact in known if "2468" in repr(fact)]


def began(*bodies: facts.CallFact) -> bool:
    known = cast(Any, SimpleNamespace(standing=stand.at_start("hotline"), language="zh"))
    for body in bodies:
        stand.apply(known, body)
    return bool(known.standing.begun)


def test_an_effect_that_began_is_no_leave_to_ask_again_before_the_next_node() -> None:
    entered = facts.NodeEntered(CALL, NodeId("pay"), 1, "hotline", 3)
    begun = facts.EffectBegan(CALL, NodeId("pay"), "k")
    ended = facts.EffectEnded(CALL, NodeId("pay"), "done")
    left = facts.NodeLeft(CALL, NodeId("pay"), "done")
    assert not began(entered)
    assert began(entered, begun)
    assert began(entered, begun, ended)
    assert began(entered, begun, ended, left), "killed before the next node is on record, it would be asked again"
    assert not began(entered, begun, ended, left, facts.NodeEntered(CALL, NodeId("bye"), 2, "hotline", 9))


@pytest.mark.parametrize("file", [file for file in PLAYS if file.stem.startswith(("member-", "change_pin-"))], ids=str)
def test_nothing_that_a_member_entered_is_in_a_record(file: Path) -> None:
    known = walked(file).facts
    assert (
        any(isinstance(fact, facts.InputTaken) and "*" in fact.keys for fact in known) or file.stem == "member-silent"
    )
    assert not [fact for fact in known if any(pin in repr(fact) for pin in ("918273", "735261", "444444", "123456"))]
