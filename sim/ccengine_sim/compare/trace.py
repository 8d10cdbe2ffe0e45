"""What SIPp wrote down -> when each call was answered, rung for, talked, ended.

SIPp's short trace is one line for each message: date, time and second, direction, Call-ID, CSeq, first line.  The
callers' Call-IDs begin with the number of the call in the plan; the agents' log tells whose call each of theirs is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ccengine.model.ids import Seconds
from ccengine_sim.compare.plan import Planned


@dataclass(frozen=True, slots=True)
class Message:
    at: Seconds  # since the epoch
    sent: bool
    call: str  # Call-ID
    method: str  # of the CSeq header
    first: str  # line

    @property
    def status(self) -> int:
        """0: a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else 0


@dataclass(slots=True)
class Call:
    """Times in seconds since the epoch; None: it never came."""

    planned: Planned
    invited: Seconds | None = None
    answered: Seconds | None = None
    key: Seconds | None = None
    rung: Seconds | None = None  # an agent's telephone; the first time
    taken: Seconds | None = None  # the agent's 200 OK
    left: Seconds | None = None  # the agent's BYE
    ended: Seconds | None = None  # the BYE that the caller gets
    agent: str = ""  # SIP user
    refused: int = 0  # status

    @property
    def served(self) -> bool:
        return None not in (self.answered, self.key, self.taken, self.left, self.ended)


def messages(text: str) -> Iterator[Message]:
    for line in text.splitlines():
        cells = line.split("\t")
        if len(cells) >= 7 and cells[3] in ("S", "R"):
            method = cells[5].split()[-1] if cells[5].split() else ""
            yield Message(float(cells[2]), cells[3] == "S", cells[4], method, cells[6])


def calls(planned: Sequence[Planned], callers: str, agents: str, log: str) -> list[Call]:
    """One for each planned call that was begun."""
    found = {n + 1: Call(each) for n, each in enumerate(planned)}
    for message in messages(callers):
        number = message.call.partition("-")[0]
        if number.isdigit() and (call := found.get(int(number))):
            _caller(call, message)
    by_number = {call.planned.number: call for call in found.values()}
    whose = {call_id: by_number[number] for call_id, number in _logged(log) if number in by_number}
    for message in messages(agents):
        if call := whose.get(message.call):
            _agent(call, message)
    return [call for call in found.values() if call.invited is not None]


def _logged(log: str) -> Iterator[tuple[str, str]]:
    for line in log.splitlines():
        cells = line.split()
        if len(cells) >= 2:
            yield cells[-2], cells[-1]


def _caller(call: Call, message: Message) -> None:
    match message.method, message.status, message.sent:
        case "INVITE", 0, True:
            call.invited = call.invited or message.at
        case "INVITE", status, False if status >= 300:
            call.refused = status
        case "INVITE", status, False if status >= 200:
            call.answered = call.answered or message.at
        case "INFO", 0, True:
            call.key = call.key or message.at
        case "BYE", 0, False:
            call.ended = call.ended or message.at


def _agent(call: Call, message: Message) -> None:
    match message.method, message.status, message.sent:
        case "INVITE", 0, False if call.rung is None:
            call.rung, call.agent = message.at, _user(message)
        case "INVITE", 200, True:
            call.taken = call.taken or message.at
        case "BYE", 0, True:
            call.left = call.left or message.at


def _user(message: Message) -> str:
    return message.first.split()[1].removeprefix("sip:").partition("@")[0]


def answered(agents: str) -> set[str]:
    """The agents who were asked by OPTIONS whether they are there, and said so."""
    asked: dict[str, str] = {}
    found = set()
    for message in messages(agents):
        if message.method == "OPTIONS" and not message.status:
            asked[message.call] = _user(message)
        elif message.method == "OPTIONS" and message.call in asked:
            found.add(asked[message.call])
    return found


@dataclass(frozen=True, slots=True)
class Released:
    """An agent hung up."""

    agent: str  # SIP user
    at: Seconds
    rung: Seconds | None  # when he was rung next


def released(agents: str) -> list[Released]:
    """In the order of time."""
    user: dict[str, str] = {}
    steps: dict[str, list[tuple[Seconds, bool]]] = defaultdict(list)  # by agent: when; a ring, or an end
    seen: set[tuple[str, str]] = set()
    for message in messages(agents):
        if message.status or (message.call, message.method) in seen:
            continue
        seen.add((message.call, message.method))
        if message.method == "INVITE" and not message.sent:
            user[message.call] = _user(message)
            steps[user[message.call]].append((message.at, True))
        elif message.method == "BYE" and message.sent and message.call in user:
            steps[user[message.call]].append((message.at, False))
    found = []
    for agent, each in steps.items():
        for (at, rings), (after, rings_then) in zip(each, [*each[1:], (0.0, False)], strict=True):
            if not rings:
                found.append(Released(agent, at, after if rings_then else None))
    return sorted(found, key=lambda one: one.at)
