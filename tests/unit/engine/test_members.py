"""The gate before the worker: what is on record and when, over a kill, and for numbers that nobody has."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ccengine.acd.rules import Rules
from ccengine.engine.control import Refused
from ccengine.engine.core import Core
from ccengine.engine.members import MemberGate
from ccengine.engine.recovery import VOCABULARY, recover
from ccengine.flow.scripted import ScriptedServices
from ccengine.journal.writer import Writer
from ccengine.model import facts
from ccengine.model.ids import CallId, Seconds
from ccengine.model.members import Member, MemberAnswer, MemberFound, MemberRequest, MemberSearch, Verdict
from ccengine.model.secret import Secret

RULES = Rules.of([], [])
CALL, OWN, STRANGER = CallId("ast-1.1"), "+8613800138000", "+8613900139000"
RIGHT, WRONG = Secret("8362950174"), Secret("4719283605")


class Books(ScriptedServices):
    """One member.  `looking`: what happens while the worker looks."""

    def __init__(self) -> None:
        super().__init__()
        self.away = ""
        self.looking: Callable[[], None] = lambda: None
        self.looked = 0

    def find_member(self, search: MemberSearch) -> MemberFound:
        there = search.number == "10023"
        return MemberFound("10023" if there else "", there and search.caller == OWN, self.away)

    def verify(self, request: MemberRequest) -> MemberAnswer:
        self.looked += 1
        self.looking()
        right = request.number == "10023" and request.pin == RIGHT
        return MemberAnswer(Verdict.KNOWN, Member("10023")) if right else MemberAnswer(Verdict.REFUSED)


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def now(self) -> Seconds:
        return self.at


class House:
    """Core, journal and gate of one run, without greenlets: what is `written` is a turn."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        found = recover(folder, RULES)
        self.clock, self.books = clock, Books()
        self.writer = Writer(folder, VOCABULARY, sync=lambda work: work())
        publish = lambda _n, _at, body: self.told.append(body)  # noqa: E731
        self.told: list[object] = []
        self.core = Core(
            found.machines, found.book, self.writer, clock, lambda _: None, publish, pytest.fail, self.writer.snapshot
        )
        self.gate = MemberGate(self.books, found.book, clock, lambda fact: self.core.turn([fact]))

    def tries(self, pin: Secret = WRONG, caller: str = OWN, number: str = "10023", call: CallId = CALL) -> Verdict:
        return self.gate.verify(call, MemberRequest(number, caller, pin)).verdict


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(tmp_path: Path, clock: Clock) -> Iterator[House]:
    made = House(tmp_path, clock)
    yield made
    made.writer.close()


def test_a_try_is_on_disk_before_anybody_looks(house: House, tmp_path: Path) -> None:
    def look() -> None:
        assert house.told == [facts.PinTried(CALL, "10023", OWN, True)]
        assert b'"PinTried"' in b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())

    house.books.looking = look
    assert house.tries(RIGHT) is Verdict.KNOWN
    assert house.told[1:] == [facts.PinJudged(CALL, "known")]


def test_a_kill_in_the_midst_gives_no_guess(tmp_path: Path, clock: Clock) -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    for _ in range(3):
        house = House(tmp_path, clock)
        house.books.looking = kill
        house.gate._told = lambda *_, **__: MemberAnswer(Verdict.REFUSED)  # type: ignore[method-assign]  # it is dead
        with pytest.raises(Killed):
            house.tries()
        house.writer.close()
    again = House(tmp_path, clock)
    assert again.tries(RIGHT) is Verdict.LOCKED
    assert again.books.looked == 0
    again.core.snapshot()
    again.writer.close()
    from_snapshot = House(tmp_path, clock)
    assert from_snapshot.tries(RIGHT) is Verdict.LOCKED
    clock.at += 300.0
    assert from_snapshot.tries(RIGHT) is Verdict.KNOWN
    from_snapshot.writer.close()


def test_two_calls_at_once_are_one_after_the_other(house: House) -> None:
    """The second begins while the first is looked at: both count."""
    seen: list[Verdict] = []

    def another() -> None:
        if house.books.looked < 6:
            seen.append(house.tries(caller=STRANGER, call=CallId(f"ast-1.{house.books.looked + 1}")))

    house.books.looking = another
    house.tries(caller=STRANGER)
    assert house.books.looked == 3
    assert seen.count(Verdict.LOCKED) == 1


def test_books_that_are_away_are_no_guess(house: House) -> None:
    house.books.away = "unreachable: the books: no such host"
    for _ in range(9):
        assert house.tries() is Verdict.FAILED
    house.books.away = ""
    assert house.tries(RIGHT) is Verdict.KNOWN


def test_nobodys_number_is_limited_as_a_members_and_on_no_record(house: House) -> None:
    verdicts = [house.tries(number="8362950174", caller="") for _ in range(4)]
    assert verdicts == [Verdict.REFUSED] * 3 + [Verdict.LOCKED]
    assert [house.tries(caller="") for _ in range(4)] == verdicts
    assert "8362950174" not in repr(house.told)


def test_an_operator_sees_and_unlocks(house: House, clock: Clock) -> None:
    for _ in range(3):
        house.tries()
        house.tries(caller="")
    assert house.gate.attempts({"member": "10023"}) == {"member": "10023", "wrong": {"own": 3, "withheld": 3}}
    assert house.tries(RIGHT) is Verdict.LOCKED
    house.gate.unlock({"member": "10023", "by": "wang"})
    assert house.told[-1] == facts.MemberUnlocked("10023", "wang")
    assert house.tries(RIGHT) is Verdict.KNOWN
    with pytest.raises(Refused):
        house.gate.unlock({"member": "x"})
