"""A file of play/ -> what came of it.

reckoned                                            the flow: of ok/ with those beside it, or of flows/
  time 2028-02-29 23:59 Asia/Shanghai               when the call comes in
  caller 02088886666                                who calls; alone: his number is withheld
  class vip                                         the caller is of this class
  given https://crm.example/ask {"status": 404, "outcome": "failed"}    what the world answers
  phone +8613800138000 10023                        whose phone it is
  limits depth=2                                    of the flow
  unwritable                                        no recording can be written
  stands outer/inside {"a": 1}                      taken up after a crash: in this node, with these variables;
  stands inner/ask                                  each flow that it is in, the last is the one that runs
  asked satisfied=2 solved                          in a survey, whose question solved was cut off
  begun                                             an effect of the node had begun
  talking                                           in a talk with agent 8001
  called back                                       by what was asked for where it stands
  reached                                           and put to the ACD, before the engine died
press 1                                             the caller's script (ccengine/flow/scripted/script.py)
----
   0.000  answer                                    the transcript"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ccengine.flow import Bundle, FlowLimits, Frame, Standing, run
from ccengine.flow.loading.bundling import Readings, bundle
from ccengine.flow.running.marks import Marks
from ccengine.flow.scripted import DEFAULT_INFO, Answer, ScriptedCall, ScriptedDesk, ScriptedServices, nobody
from ccengine.model.call import CallFault, Cancelled, Connect, Hangup
from ccengine.model.customer import Customer
from ccengine.model.ids import AgentId, NodeId, OfferId
from ccengine.model.services import Outcome
from tests.unit.flow.around import AROUND, HERE, SHIPPED_AROUND, SHIPPED_FLOWS

HOME = ZoneInfo("Asia/Shanghai")
LIMITS = FlowLimits()
TALK = Connect(OfferId("o1-1"), AgentId("8001"))


class Unwritable:
    def __contains__(self, name: object) -> bool:
        return True


@dataclass
class Play:
    bundle: Bundle
    script: str
    transcript: str
    start: float = 0.0
    zone: ZoneInfo = HOME
    caller: str = DEFAULT_INFO.caller
    caller_class: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    limits: FlowLimits = LIMITS
    frames: list[Frame] = field(default_factory=list)
    begun: bool = False
    marks: Marks = field(default_factory=Marks)
    talking: bool = False
    called_back: bool = False
    reached: bool = False
    unwritable: bool = False

    def answer(self, asked: str) -> Answer:
        """In order; the last one again and again."""
        given = self.answers.get(asked) or [nobody(asked)]
        return given.pop(0) if len(given) > 1 else given[0]


def read_play(file: Path) -> Play:
    head, _, rest = file.read_text("utf-8").partition("\n")
    script, _, transcript = rest.partition("----\n")
    lines = script.splitlines(keepends=True)
    circumstances = [line for line in lines if line.startswith("  ")]
    play = Play(bundled(head.strip()), "".join(lines[len(circumstances) :]), transcript)
    for line in circumstances:
        word, _, value = line.strip().partition(" ")
        CIRCUMSTANCES[word](play, value)
    return play


@cache
def bundled(name: str) -> Bundle:
    here = HERE / "ok" / f"{name}.yaml"
    folder, around = (here.parent, AROUND) if here.exists() else (SHIPPED_FLOWS, SHIPPED_AROUND)

    def source(name: str) -> tuple[bytes, str] | None:
        file = folder / f"{name}.yaml"
        return (file.read_bytes(), file.name) if file.exists() else None

    return bundle(name, Readings(source), around)


def played(file: Path) -> str:
    play = read_play(file)
    info = replace(DEFAULT_INFO, language=play.bundle.main.language, caller=play.caller, called_back=play.called_back)
    info = replace(info, caller_form=next(iter(play.phones), ""))
    unwritable: Any = Unwritable() if play.unwritable else ()
    call = ScriptedCall(play.script, info, start=play.start, unwritable=unwritable)
    standing = None
    if play.called_back:
        standing = Standing(play.frames)
        if play.reached:
            call.stage.entered = call.stage.now
            call = call.taken_up()
    elif play.frames:
        standing = Standing(play.frames, visit=3, begun=play.begun, marks=play.marks)
        call.stage.legs[TALK.offer] = TALK.agent
        call = call.taken_up(TALK if play.talking else None)
    services = ScriptedServices(play.answer, call.stage.note, play.phones)
    try:
        exit = run(
            play.bundle,
            call,
            ScriptedDesk(call),
            services,
            standing=standing,
            zone=play.zone,
            limits=play.limits,
            customer=Customer(play.caller_class),
        )
        end = f"ended by {exit}"
    except (Hangup, Cancelled) as error:
        end = type(error).__name__
    except CallFault as error:
        end = f"CallFault: {error}"
    return f"{call.transcript}\n{end}\n"


def _phone(play: Play, value: str) -> None:
    form, _, member = value.partition(" ")
    play.phones[form] = member


def _time(play: Play, value: str) -> None:
    day, time, *zone = value.split()
    play.zone = ZoneInfo(zone[0]) if zone else HOME
    play.start = datetime.fromisoformat(f"{day} {time}").replace(tzinfo=play.zone).timestamp()


def _caller(play: Play, value: str) -> None:
    play.caller = value


def _class(play: Play, value: str) -> None:
    play.caller_class = value


def _given(play: Play, value: str) -> None:
    asked, _, answer = value.partition(" ")
    given = json.loads(answer)
    found = Answer(**{**given, "outcome": Outcome(given.get("outcome", "done"))})
    play.answers.setdefault(asked, []).append(found)


def _limits(play: Play, value: str) -> None:
    limits = (each.split("=") for each in value.split())
    play.limits = FlowLimits(**{name: int(number) for name, number in limits})


def _stands(play: Play, value: str) -> None:
    place, _, variables = value.partition(" ")
    flow, _, node = place.partition("/")
    play.frames.append(Frame(flow, NodeId(node), json.loads(variables or "{}")))


def _asked(play: Play, value: str) -> None:
    for each in value.split():
        question, _, key = each.partition("=")
        play.marks.ask(question)
        if key:
            play.marks.answer(question, key)


def _begun(play: Play, value: str) -> None:
    play.begun = True


def _talking(play: Play, value: str) -> None:
    play.talking = True


def _called(play: Play, value: str) -> None:
    assert value == "back"
    play.called_back = True


def _reached(play: Play, value: str) -> None:
    play.reached = True


def _unwritable(play: Play, value: str) -> None:
    play.unwritable = True


CIRCUMSTANCES: dict[str, Callable[[Play, str], None]] = {
    "time": _time,
    "caller": _caller,
    "class": _class,
    "given": _given,
    "limits": _limits,
    "phone": _phone,
    "stands": _stands,
    "asked": _asked,
    "begun": _begun,
    "talking": _talking,
    "called": _called,
    "reached": _reached,
    "unwritable": _unwritable,
}
