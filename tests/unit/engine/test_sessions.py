"""How a call comes in: on record although it is gone at once, refused when there is no room, pinned to a version."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from ccengine.acd.rules import Rules
from ccengine.engine.book import Book
from ccengine.engine.dispatch import Dispatch
from ccengine.engine.entrance import BUSY, REJECTED, UNALLOCATED, Entrance
from ccengine.engine.library import Library
from ccengine.engine.machines import Machines
from ccengine.engine.portbook import settings_of
from ccengine.engine.screening import Screening
from ccengine.engine.sessions import Sessions
from ccengine.flow.ports import Port
from ccengine.flow.scripted import ScriptedCall
from ccengine.model import facts
from ccengine.model.call import CallInfo
from ccengine.model.here import HERE
from ccengine.model.ids import CallId, VersionId
from ccengine.model.origins import Origins
from ccengine.model.why import By
from ccengine.workers.versions.workshop import Workshop
from tests.unit.workers.test_versions import home, wanted

PORT = Port("400", "short", takes=("400", "0755"), aliases=("0755",), limit=2, variables={"company": "ACME"})
TRUNK = Port("trunk sip", "short", takes=("trunk sip",))


class Line(ScriptedCall):
    channel = "PJSIP/ccengine-trunk-1"
    trunk = "sip"

    def __init__(self, call: str, called: str = "400", caller: str = "", form: str = "") -> None:
        """`form`: also of a caller who is not shown."""
        form = form or HERE.form(caller)
        super().__init__("", CallInfo(id=CallId(call), called=called, caller=caller, caller_form=form))
        self.refused = 0
        self.files: Any = None

    def plays(self, prompts: Any) -> None:
        self.files = prompts

    def refuse(self, cause: int) -> None:
        self.refused = cause


class Now:
    def now(self) -> float:
        return 1000.0


class Desk:
    def __init__(self, posted: list[object]) -> None:
        self.record = posted.append


class Died(Exception):
    """The engine, before a fact was on disk."""


class House:
    """Sessions over a book that takes what is posted at once, or later."""

    def __init__(self, folder: Path, *ports: Port, draws: tuple[float, ...] = ()) -> None:
        place = home(folder)
        self.versions = Workshop(place).prepare(wanted()).versions
        self.book = Book()
        self.posted: list[object] = []
        for port in ports:
            self.set(port)
        nobody = cast(Any, None)
        library = Library(place.versions, nobody)
        machines = Machines.restore(Rules.of([], []), None)
        drawn = iter(draws)
        self.origins: dict[str, Origins] = {}
        screening = Screening(self.book.lists, Now(), HERE, self.origins)
        entrance = Entrance(self.book.ports, library, screening, HERE, lambda: next(drawn))
        desk = cast(Any, Desk(self.posted))
        dispatch = Dispatch(nobody, self.book, lambda _: None, lambda _: False)
        self.dies = False
        self.sessions = Sessions(
            self.posted.append, self.written, self.book, machines, entrance, desk, dispatch, lambda _: nobody
        )

    def written(self, body: object, _at: float | None = None) -> None:
        if self.dies:
            raise Died
        self.posted.append(body)

    def set(self, port: Port, share: float = 1.0, version: str = "") -> None:
        body = facts.PortSet(
            port.key, VersionId(version) or self.versions[port.flow], "load", 1, share=share, settings=settings_of(port)
        )
        self.book.apply(body, 0.0)

    def serve(self, line: Line) -> list[object]:
        del self.posted[:]
        self.sessions.serve(cast(Any, line))
        return list(self.posted)

    def apply(self) -> None:
        for body in self.posted:
            self.book.apply(body, 1.0)


def test_a_caller_who_is_gone_at_once_is_on_record(tmp_path: Path) -> None:
    house = House(tmp_path, PORT)
    line = Line("a-1.1")
    line.hangup()  # every later method raises Hangup
    (arrived,) = house.serve(line)
    assert isinstance(arrived, facts.CallArrived)
    assert not house.sessions.live
    assert arrived.version == house.versions["short"]


def test_nobody_is_answered_who_is_not_on_disk(tmp_path: Path) -> None:
    """The next run would not know him, and his call would be lost."""
    house = House(tmp_path, PORT)
    house.dies = True
    line = Line("a-1.1")
    with pytest.raises(Died):
        house.serve(line)
    assert not line.answered
    assert str(line.transcript) == ""


def test_a_session_that_was_overtaken_while_it_was_written_says_nothing(tmp_path: Path) -> None:
    house = House(tmp_path, PORT)
    line = Line("a-1.1")
    house.sessions.live[line.info.id] = cast(Any, Line("a-1.1"))
    house.serve(line)
    assert str(line.transcript) == ""


def test_a_called_number_may_be_written_in_any_way(tmp_path: Path) -> None:
    hotline = Port("4008001234", "short", takes=("4008001234", "13800138000"), aliases=("13800138000",))
    house = House(tmp_path, hotline)
    for n, (called, port, known) in enumerate(
        [
            ("+864008001234", "4008001234", "4008001234"),
            ("04008001234", "4008001234", "4008001234"),
            ("008613800138000", "4008001234", "4008001234"),
        ]
    ):
        arrived = house.serve(Line(f"a-1.{n}", called))[0]
        assert isinstance(arrived, facts.CallArrived)
        assert (arrived.called, arrived.port) == (called, port), "on record as it came"
        assert json.loads(arrived.variables)["number"] == known
    assert isinstance(house.serve(Line("a-2.1", "4008001235"))[0], facts.CallRefused)


def test_an_alias_is_the_number_that_people_know(tmp_path: Path) -> None:
    house = House(tmp_path, PORT)
    arrived = house.serve(Line("a-1.1", "0755"))[0]
    assert isinstance(arrived, facts.CallArrived)
    assert (arrived.called, arrived.port) == ("0755", "400")
    assert json.loads(arrived.variables) == {"company": "ACME", "number": "400"}


def test_a_number_that_no_port_has_belongs_to_its_trunk(tmp_path: Path) -> None:
    line = Line("a-1.1", "999")
    house = House(tmp_path, PORT)
    assert house.serve(line) == [facts.CallRefused(CallId("a-1.1"), "999", "", "unknown number")]
    assert line.refused == UNALLOCATED
    house.set(TRUNK)
    arrived = house.serve(Line("a-1.2", "999"))[0]
    assert isinstance(arrived, facts.CallArrived)
    assert arrived.port == "trunk sip"
    assert json.loads(arrived.variables) == {"number": "999"}


def test_beyond_the_limit_it_is_busy_until_one_has_left(tmp_path: Path) -> None:
    house = House(tmp_path, PORT)
    for call in ("a-1.1", "a-1.2"):
        house.serve(Line(call))
        house.apply()
    line = Line("a-1.3", "0755")
    assert house.serve(line) == [facts.CallRefused(CallId("a-1.3"), "0755", "", "limit")]
    assert line.refused == BUSY
    house.book.apply(facts.CallEnded(CallId("a-1.1"), By.CALLER), 2.0)
    assert isinstance(house.serve(Line("a-1.4"))[0], facts.CallArrived)


def test_calls_that_are_not_in_the_book_yet_count(tmp_path: Path) -> None:
    house = House(tmp_path, replace(PORT, limit=1))
    second = Line("a-1.2")

    class First(Line):
        def answer(self) -> None:
            house.sessions.serve(cast(Any, second))

    house.serve(First("a-1.1"))
    assert second.refused == BUSY


@pytest.mark.parametrize(("drawn", "canary"), [(0.0, True), (0.0999, True), (0.1, False), (0.99, False)])
def test_a_share_of_the_calls_enters_the_canary_in_its_language(tmp_path: Path, drawn: float, canary: bool) -> None:
    house = House(tmp_path, PORT, draws=(drawn,))
    tried = replace(PORT, language="en", variables={"company": "new"})
    house.set(tried, share=0.1, version=house.versions["other"])
    arrived = house.serve(Line("a-1.1"))[0]
    assert isinstance(arrived, facts.CallArrived)
    assert arrived.canary is canary
    assert arrived.version == house.versions["other" if canary else "short"]
    assert arrived.language == ("en" if canary else "zh")


def test_a_variable_of_the_flow_begins_with_what_its_port_says(tmp_path: Path) -> None:
    house = House(tmp_path, PORT)
    body = house.serve(Line("a-1.1"))
    tagged = [each for each in body if isinstance(each, facts.Tagged)]
    assert [(each.name, each.value) for each in tagged] == [("of", "ACME"), ("by", "ACME"), ("at", "400")]


def test_a_call_that_is_taken_up_goes_on_in_its_version(tmp_path: Path) -> None:
    house = House(tmp_path, PORT)
    house.serve(Line("a-1.1"))
    house.apply()
    house.set(PORT, version=house.versions["other"])
    again = Line("a-1.1")
    body = house.serve(again)
    assert body[0] == facts.CallResumed(CallId("a-1.1"), house.book.calls[CallId("a-1.1")].visit.node)
    assert not any(isinstance(each, facts.CallArrived) for each in body)
    assert set(again.files["zh"]) == {"welcome"}
    arrived = house.serve(Line("a-1.2"))[0]
    assert isinstance(arrived, facts.CallArrived)
    assert arrived.version == house.versions["other"]


@pytest.mark.parametrize("inferred", [False, True])
def test_a_call_that_ended_before_it_was_taken_up_again_has_not_arrived_twice(tmp_path: Path, inferred: bool) -> None:
    """The caller hung up between the engine's death and the session that the switch asked for then."""
    house = House(tmp_path, PORT)
    house.serve(Line("a-1.1"))
    house.apply()
    house.book.apply(facts.CallEnded(CallId("a-1.1"), By.CALLER, estimated=inferred), 2.0)
    late = Line("a-1.1")
    assert house.serve(late) == []
    assert late.transcript.texts == ["hang up"]
    (tally,) = house.book.ports.states["400"].tallies.values()
    assert (tally.calls, tally.ended) == (1, 1)


def listed(house: House, kind: str, what: str, port: str = "", caller_class: str = "") -> None:
    house.book.apply(facts.CallerListed(kind, what, port, caller_class), 1.0)


def test_who_is_blacklisted_is_refused_unanswered_and_on_record_first(tmp_path: Path) -> None:
    house = House(tmp_path, replace(PORT, limit=1))
    listed(house, "blacklist", "138*")
    refused = facts.CallRefused(
        CallId("a-1.1"), "400", "013800138000", "blacklisted", "+8613800138000", "blacklist 138*"
    )
    line = Line("a-1.1", caller="013800138000")
    assert house.serve(line) == [refused]
    assert (line.refused, line.answered, str(line.transcript)) == (REJECTED, False, "")
    house.apply()
    assert hits(house, "blacklist 138*") == 1
    house.dies = True
    unsaid = Line("a-1.2", caller="13800138000")
    with pytest.raises(Died):
        house.serve(unsaid)
    assert unsaid.refused == 0, "he was told nothing: the next run decides, by the lists as they are then"


def hits(house: House, entry: str) -> int:
    row = house.book.lists.get(entry)
    assert row is not None
    return row.hits


def test_a_call_that_was_refused_before_a_crash_is_refused_once(tmp_path: Path) -> None:
    """It was on record, and the engine died before the switch was told: the switch asks again."""
    house = House(tmp_path, PORT)
    listed(house, "blacklist", "+8613800138000")
    house.serve(Line("a-1.1", caller="13800138000"))
    house.apply()
    house.apply()  # as a second time on record
    house.book.apply(facts.CallerUnlisted("blacklist", "+8613800138000"), 2.0)
    again = Line("a-1.1", caller="13800138000")
    assert house.serve(again) == []
    assert (again.answered, again.transcript.texts) == (False, ["hang up"])


def test_hits_count_a_call_once(tmp_path: Path) -> None:
    house = House(tmp_path, PORT)
    listed(house, "blacklist", "138*")
    house.serve(Line("a-1.1", caller="13800138000"))
    house.apply()
    house.apply()
    assert hits(house, "blacklist 138*") == 1


def test_the_entry_of_one_port_is_not_met_at_another(tmp_path: Path) -> None:
    house = House(tmp_path, PORT, Port("800", "short", takes=("800",)))
    listed(house, "blacklist", "+8613800138000", "400")
    assert isinstance(house.serve(Line("a-1.1", "0755", "13800138000"))[0], facts.CallRefused), "an alias of 400"
    assert isinstance(house.serve(Line("a-1.2", "800", "13800138000"))[0], facts.CallArrived)


def test_a_number_that_is_withheld_is_known_by_its_form(tmp_path: Path) -> None:
    house = House(tmp_path, PORT)
    listed(house, "blacklist", "+8613800138000")
    assert isinstance(house.serve(Line("a-1.1", form="+8613800138000"))[0], facts.CallRefused)
    listed(house, "allow", "+8613800138000")
    arrived = house.serve(Line("a-1.2", form="+8613800138000"))[0]
    assert isinstance(arrived, facts.CallArrived)
    assert arrived.listed == "allow +8613800138000"


def test_a_caller_has_his_class_over_a_crash(tmp_path: Path) -> None:
    house = House(tmp_path, PORT)
    listed(house, "class", "138*", caller_class="vip")
    arrived = house.serve(Line("a-1.1", caller="13800138000"))[0]
    assert isinstance(arrived, facts.CallArrived)
    assert (arrived.caller_class, arrived.classed) == ("vip", "class 138*")
    house.apply()
    assert hits(house, "class 138*") == 1
    house.book.apply(facts.CallerUnlisted("class", "138*"), 2.0)
    again = Book.restore(json.loads(json.dumps(house.book.snapshot())))
    assert again.calls[CallId("a-1.1")].caller_class == "vip", "as he came, whatever the list says now"
    again.apply(facts.ClassGiven(CallId("a-1.1"), "owner"), 3.0)
    assert again.calls[CallId("a-1.1")].caller_class == "owner"
