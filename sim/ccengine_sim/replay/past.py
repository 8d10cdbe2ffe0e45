"""The records of a journal that matter to queues and agents, from a moment on at which nobody was in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ccengine.acd import commands, events
from ccengine.acd.dial.commands import DIAL_COMMANDS
from ccengine.acd.dial.events import DIAL_EVENTS
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.acd.state import AgentState
from ccengine.journal import read
from ccengine.model import facts
from ccengine.model.ids import AgentId, OfferId, Seconds, is_dialled
from ccengine.wire.journal import Damaged, Gap, Record, Unknown, Vocabulary

VOCABULARY = Vocabulary((*facts.BOOK, *events.EVENTS, *commands.COMMANDS, *DIAL_EVENTS, *DIAL_COMMANDS))
KEPT = (*events.EVENTS, *commands.COMMANDS, facts.EngineStarted, facts.CallEnded)
ENDS = (events.CallerLeft, events.TalkEnded, commands.SendOn)  # after which nobody may be there

LATEST: Seconds = 1e11
"""Since the epoch: the year 5138.  Nothing later is a time."""

IS = "a journal is a folder of segments, NNNNNNNN.log, as in HOME/journal"


class BadJournal(Exception):
    """The journal cannot be replayed: where, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Past:
    records: tuple[Record, ...]  # of KEPT, in order
    state: dict[str, object] | None = None  # of the machine before the first of them; None: a new home's
    unknown: tuple[str, ...] = ()  # kinds of records that this version does not know

    @property
    def begin(self) -> Seconds:
        return self.records[0].t

    @property
    def end(self) -> Seconds:
        return max(record.t for record in self.records)  # a fact may be told late, with the time that it had

    def machine(self, rules: Rules) -> Machine:
        """As it was before the first record, under these rules."""
        return Machine(rules) if self.state is None else Machine.restore(rules, dict(self.state))


def read_past(
    folder: Path, rules: Rules, since: Seconds | None = None, skip_damaged: bool = False, until: Seconds | None = None
) -> Past:
    """All of a journal; with `since`, from the last moment before it at which nobody waited or talked; with `until`, to
    the moment at which all is over that had begun before it.  Raises BadJournal: it is not there, empty, or damaged
    (unless that is to be skipped)."""
    records: list[Record] = []
    unknown: dict[str, None] = {}
    for found in _read(folder):
        if isinstance(found, Record) and isinstance(found.body, Gap) and not skip_damaged:
            text = f"{folder}: records {found.body.first} to {found.body.last} were never written: the disk was full"
            raise BadJournal(f"{text}\n    replay without them: --skip-damaged")
        if isinstance(found, Damaged):
            if not skip_damaged:
                raise BadJournal(f"{found}\n    replay without what is damaged: --skip-damaged")
        elif not 0 <= found.t <= LATEST:
            raise BadJournal(f"{folder}: record {found.n} has the time {found.t}, which is none")
        elif isinstance(found.body, Unknown):
            unknown[found.body.kind] = None
        elif isinstance(found.body, KEPT) and not is_dialled(getattr(found.body, "offer", OfferId(""))):
            records.append(found)
    if not records:
        what = "no record of a queue or an agent" if folder.is_dir() else "no such folder"
        raise BadJournal(f"{folder}: {what}\n    {IS}")
    past = Past(tuple(records), None, tuple(unknown))
    past = past if since is None else _later(past, rules, since)
    return past if until is None else _earlier(past, rules, until)


def _read(folder: Path) -> Iterator[Record | Damaged]:
    try:
        for each in folder.glob("*.log"):
            if not each.is_file():  # a pipe would never begin
                raise BadJournal(f"{each} is no file\n    {IS}")
        yield from read(folder, VOCABULARY)
    except OSError as error:
        raise BadJournal(f"{error.filename}: {error.strerror}") from None


def apply(machine: Machine, record: Record) -> None:
    """What was: facts are taken, orders applied; nothing is decided."""
    match record.body:
        case facts.EngineStarted(run=run):
            machine.begin_run(run)
        case facts.CallEnded():
            pass
        case body if isinstance(body, events.Event):
            machine.take(body, record.t)
        case body if isinstance(body, commands.Command):
            machine.apply(body, record.t)


def _later(past: Past, rules: Rules, since: Seconds) -> Past:
    begin = _quiet(past, rules, since)
    machine = Machine(rules)
    for record in past.records[:begin]:
        apply(machine, record)
    records = past.records[begin:]
    if not records:
        raise BadJournal("nothing is on record after the begin of the time asked for")
    if begin == 0:
        return past
    # The agents' states go on: without them the books would not know that anybody is logged in.
    before = past.records[begin - 1]
    states = (commands.SetAgent(agent.id, agent.state.value, agent.reason) for agent in machine.agents())
    opening = tuple(Record(before.n, before.t, state) for state in states)
    return Past(opening + records, machine.snapshot(), past.unknown)


def _quiet(past: Past, rules: Rules, since: Seconds) -> int:
    """Number of the record to begin with.  A turn's records have one time: it is not cut."""
    machine, found, ended = Machine(rules), 0, False
    for number, record in enumerate(past.records):
        turn_over = number > 0 and record.t > past.records[number - 1].t
        if turn_over and ended:
            ended = False
            found = found if machine.calls() or machine.live_offers() else number
        if record.t >= since:
            break
        apply(machine, record)
        ended = ended or isinstance(record.body, ENDS)
    return found


def _earlier(past: Past, rules: Rules, until: Seconds) -> Past:
    """Those who come later are another day's people: nothing is drawn from what they did."""
    machine = past.machine(rules)
    busy: set[AgentId] | None = None  # in wrap-up from the last of those calls; None: some are there
    for number, record in enumerate(past.records):
        turn_over = number > 0 and record.t > past.records[number - 1].t
        if turn_over and record.t >= until:
            if busy is None and not any(call.entered < until and not call.off_line for call in machine.calls()):
                busy = _in_wrap_up(machine)
            if busy is not None and not (busy := busy & _in_wrap_up(machine)):
                return replace(past, records=past.records[:number])
        apply(machine, record)
    return past


def _in_wrap_up(machine: Machine) -> set[AgentId]:
    return {agent.id for agent in machine.agents() if agent.state is AgentState.WRAP_UP}
