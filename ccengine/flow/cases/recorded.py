"""A call on record -> a case that goes as it went.

What the record does not hold is told in the case: the keys of a PIN are not there, so zeros stand for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from ccengine.flow.bundle import Bundle
from ccengine.flow.cases import visits
from ccengine.flow.cases.case import Case, Expected, Placed
from ccengine.flow.cases.proofs import proofs
from ccengine.flow.cases.replies import reply_of
from ccengine.flow.cases.visits import Visited, visits_of
from ccengine.flow.nodes.collect import Collect
from ccengine.flow.nodes.menu import Menu
from ccengine.flow.nodes.record import Record
from ccengine.flow.scripted.script import AgentHangsUp, Cancel, ConnectAgent, HangUp, Press, Tell, Wait
from ccengine.flow.trying.inputs import Input, Inside, Reply, Silence
from ccengine.flow.trying.trial import CANCELLED, FAULT, HUNG_UP
from ccengine.model.call import Leave
from ccengine.model.customer import Customer
from ccengine.model.diagnostics import Position
from ccengine.model.ids import AgentId, CallId, NodeId

NOWHERE = Position("", 1, 1)
ASKING = ("menu", "member", "change_pin", "collect", "survey", "queue", "dial", "record")
"""Verbs that wait for somebody."""


class NoCase(Exception):
    """Of this record no case can be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Recorded:
    case: Case
    notes: list[str]  # what a reader of the case should know


def case_of(record: Mapping[str, Any], bundle: Bundle, zone: tzinfo | None = None) -> Recorded:
    """`record`: of an ended call, as GET /v1/calls/CALL gives it.  Raises NoCase."""
    if record["ended"] is None:
        raise NoCase("the call is still here: wait for its end")
    visited = visits_of(record["stages"])
    if not visited:
        raise NoCase("the call was in no node")
    making = _Making(bundle, visited)
    inputs = list(making.inputs())
    ended = _ended(visited[-1], record["ended_by"])
    if ended in (HUNG_UP, CANCELLED):
        ends = HangUp() if ended == HUNG_UP else Cancel()
        node = making.node(visited[-1])
        inputs.append(ends if node.verb in ASKING else Inside(NodeId(visited[-1].node), ends))
    if any(stage["stage"] == visits.RESUMED for stage in record["stages"]):
        making.notes.append("The engine was started again in the midst of this call.")
    case = Case(
        name=f"call {record['id']}",
        at=NOWHERE,
        caller=record["caller"],
        caller_name=record["caller_name"],
        customer=Customer(*(record.get(word, "") for word in ("caller_class", "area", "carrier"))),
        called=record["called"],
        call=CallId(record["id"]),
        time=datetime.fromtimestamp(int(record["arrived"]), zone).replace(tzinfo=None),
        language=record["language"],
        inputs=inputs,
        expected=_expected(record, visited, ended),
    )
    return Recorded(case, making.notes)


def _ended(last: Visited, by: str) -> str:
    """As a trial tells it."""
    if last.exit and by in ("flow", "caller"):
        return last.exit  # a caller who hung up then had heard all of it
    if by == "caller":
        return HUNG_UP
    failed = any(stage["stage"] == visits.NODE_FAILED for stage in last.inside)
    return FAULT if failed and not last.exit else CANCELLED


def _expected(record: Mapping[str, Any], visited: list[Visited], ended: str) -> Expected:
    main = visited[0].flow
    path = [visit.node if visit.flow == main else f"{visit.flow}/{visit.node}" for visit in visited]
    tags = [stage["detail"].partition(": ") for stage in record["stages"] if stage["stage"] == visits.TAG]
    return Expected(
        at=NOWHERE,
        exit=Placed(ended, NOWHERE),
        path=[Placed(node, NOWHERE) for node in path],
        path_at=NOWHERE,
        tags={name: Placed(value, NOWHERE) for name, _, value in tags},
        marks={mark["question"]: Placed(mark["key"], NOWHERE) for mark in record["marks"] if mark["key"]},
    )


class _Making:
    def __init__(self, bundle: Bundle, visited: list[Visited]) -> None:
        self.bundle, self.visited = bundle, visited
        self.notes: list[str] = []

    def node(self, visit: Visited) -> Any:
        flow = self.bundle.flows.get(visit.flow)
        node = flow.nodes.get(NodeId(visit.node)) if flow else None
        if node is None:
            raise NoCase(f'the flow "{visit.flow}" has no node "{visit.node}" any more')
        return node

    def inputs(self) -> Iterator[Input]:
        for visit in self.visited:
            node = self.node(visit)
            match node.verb:
                case "menu" | "survey" | "collect":
                    for stage in visit.inside:
                        if stage["stage"] == visits.INPUT:
                            yield from self._keys(node, stage["detail"])
                        elif stage["stage"] == visits.COMMENT and not visits.is_cut_off(stage):
                            yield from _spoken(stage["seconds"], node.comment.most, visit.exit != "")
                case "member" | "change_pin":
                    yield from proofs(node, visit, self.notes)
                case "queue" | "dial":
                    yield from _wait(visit)
                case "record":
                    yield from _message(node, visit)
                case "http" | "script" | "lookup" | "store":
                    yield Reply(reply_of(node, visit))

    def _keys(self, node: Any, keys: str) -> Iterator[Input]:
        if not keys:
            yield Silence()
            return
        if isinstance(node, Collect):
            if node.secret:
                many = f"{len(keys)} secret keys of {node.id} are not on record"
                self.notes.append(f"{many}: zeros stand for them; write others where the flow needs them.")
                keys = "0" * len(keys)
            if len(keys) < node.max and node.terminator != "none":
                keys += node.terminator
            elif len(keys) < node.max:
                yield Press(keys)
                yield Silence()
                return
        yield Press(keys)
        if isinstance(node, Menu) and any(key.startswith(keys) and key != keys for key in node.keys):
            yield Silence()  # a longer key was not finished


def _wait(visit: Visited) -> Iterator[Input]:
    """In a queue, or while somebody is dialled.  In a node that was never left, it was the call's end that ended the
    last talk, whoever is on record for it."""
    since = visit.at
    last_talk = next((stage for stage in reversed(visit.inside) if stage["stage"] == visits.TALK_ENDED), None)
    for stage in visit.inside:
        found: Input | None = None
        match stage["stage"]:
            case visits.CONNECTED:
                found = ConnectAgent(AgentId(stage["agent"]))
            case visits.TALK_ENDED if visit.exit or stage is not last_talk:
                found = AgentHangsUp()
            case visits.LEFT_QUEUE if not stage["by"] and visit.exit:
                key = stage["detail"].removeprefix("key ")
                found = Tell(Leave(key)) if key == stage["detail"] else Press(key)
            case visits.LEFT_QUEUE if stage["by"] == "flow":
                found = Silence()
            case visits.NOT_REACHED if visit.exit:
                found = Tell(Leave(stage["detail"]))
        if found is not None:
            if (seconds := round(stage["at"] - since)) > 0 and not isinstance(found, Silence):
                yield Wait(float(seconds))
            since = stage["at"]
            yield found


def _message(node: Record, visit: Visited) -> Iterator[Input]:
    told = next((stage for stage in reversed(visit.inside) if stage["stage"] == visits.MESSAGE), None)
    if told is None:
        if visit.exit:
            yield Press("#")
        return
    yield from _spoken(max(told["seconds"], node.least), node.most, visit.exit != "")


def _spoken(seconds: float, most: float, ended: bool) -> Iterator[Input]:
    """After the tone; `ended` by the caller's key, or by its length."""
    if ended and seconds >= most - 0.5:
        yield Silence()
        return
    yield Wait(round(seconds, 1))
    if ended:
        yield Press("#")
