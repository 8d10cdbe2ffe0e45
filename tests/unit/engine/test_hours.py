"""Schedules by hand: on record, over a kill, until their time; and what is shown of those that calls go by."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ccengine.acd.rules import Rules
from ccengine.cli.flow.diff import _lines
from ccengine.engine.book import Book
from ccengine.engine.control import Refused
from ccengine.engine.hours import Hours, forced
from ccengine.engine.recovery import VOCABULARY, recover
from ccengine.journal.snapshots import encode
from ccengine.journal.writer import Writer
from ccengine.model import facts
from ccengine.model.settings import Settings
from ccengine.workers.versions import ready
from ccengine.workers.versions.store import Store
from tests.unit.engine.test_loading import Place
from tests.unit.workers.test_versions import edit

SCHEDULES = """\
schedules:
  office:
    zone: Asia/Shanghai
    calendar: cn
    holiday: holiday
    week: {mon-fri: {open: "08:30-17:30"}}
    by_hand: storm
  porch: {otherwise: open, by_hand: storm}
"""
YEAR = "calendar: cn\nyear: 2026\nholidays: {2026-10-01..2026-10-07: 国庆节}\n"
SHORT = """\
flow: short
language: zh
start: hours
nodes:
  hours: {hours: office, exits: {open: porch}, next: hangup}
  porch: {hours: porch, exits: {open: greet}, next: hangup}
  greet: {dial: duty:night, next: hangup}
"""
DUTY = "people: {wang: '13800138000', storm: '13900139000'}\nrosters: {night: {otherwise: wang}}\n"


class Clock:
    """Stands where it is put."""

    def __init__(self, text: str) -> None:
        self.put(text)

    def put(self, text: str) -> None:
        self.at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()

    def now(self) -> float:
        return self.at


class House(Place):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        flows = self.home.flows
        (flows / "calendar").mkdir()
        for file, text in {"schedules": SCHEDULES, "duty": DUTY, "short": SHORT, "calendar/cn-2026": YEAR}.items():
            (flows / f"{file}.yaml").write_text(text, "utf-8")
        self.clock = Clock("2026-11-20T10:00")  # a Friday
        self.load()
        self.writer = Writer(self.home.root / "journal", VOCABULARY, lambda job: job())
        self.hours = Hours(self.book, self.library, self.clock, self.written, UTC)

    def written(self, body: object) -> None:
        self.book.apply(body, self.clock.now())
        self.writer.append(self.clock.now(), body)
        self.writer.flush()

    def killed(self) -> Book:
        """Nothing is closed; another reads what is on the disk."""
        return recover(self.home.root / "journal", Rules.from_settings(Settings())).book

    def show(self, **args: str) -> dict[str, Any]:
        return {each["schedule"]: each for each in self.hours.show(args)["schedules"]}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.writer.close()
    house.compiler.close()


def shanghai(text: str) -> float:
    return Clock(text).now()


def test_how_they_stand_now_and_then(house: House) -> None:
    now = house.show()
    assert (now["office"]["state"], now["office"]["until"]) == ("open", shanghai("2026-11-20T17:30"))
    assert now["office"]["ports"] == ["400"]
    assert (now["porch"]["state"], now["porch"]["until"], now["porch"]["zone"]) == ("open", None, "UTC")
    then = house.show(schedule="office", at="2026-10-01T12:30")
    assert list(then) == ["office"]
    assert (then["office"]["state"], then["office"]["day"]) == ("holiday", "holiday")
    assert then["office"]["until"] == shanghai("2026-10-08T00:00")


def test_by_hand_until_its_time_and_over_a_kill(house: House) -> None:
    house.hours.force({"state": "closed", "schedule": "office", "until": "14:00", "by": "li"})
    for book in (house.book, house.killed(), Book.restore(decoded(house.book))):
        assert forced(book, "office", house.clock.now()) == "closed"
        assert book.forced["office"].by == "li"
        assert forced(book, "office", shanghai("2026-11-20T13:59")) == "closed"
        assert forced(book, "office", shanghai("2026-11-20T14:00")) == ""
    row = house.show()["office"]
    assert (row["state"], row["until"], row["forced"]["by"]) == ("closed", shanghai("2026-11-20T14:00"), "li")
    assert house.hours.status()["forced"][0]["schedule"] == "office"
    house.clock.put("2026-11-20T14:00")
    assert house.show()["office"]["state"] == "open"
    assert house.show()["office"]["forced"] is None
    assert house.hours.status()["forced"] == []


def decoded(book: Book) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encode(book.snapshot()))
    return found


def test_without_a_name_all_that_know_the_state(house: House) -> None:
    both = house.hours.force({"state": "storm"})
    assert (both["schedules"], both["others"], both["until"]) == (
        ["office", "porch"],
        [],
        {"office": None, "porch": None},
    )
    one = house.hours.force({"state": "closed", "by": "wu"})
    assert (one["schedules"], one["others"], one["zones"]) == (["office"], ["porch"], {"office": "Asia/Shanghai"})
    assert forced(house.book, "porch", house.clock.now()) == "storm"
    assert house.hours.release({"schedule": "porch"})["schedules"] == ["porch"]
    assert house.hours.release({"by": "wu"})["schedules"] == ["office"]
    assert house.killed().forced == {}
    house.hours.force({"state": "storm", "schedule": "duty:night"})
    with pytest.raises(Refused, match="no schedule is forced"):
        house.hours.release({})


@pytest.mark.parametrize(
    ("args", "code", "text"),
    [
        ({"state": "feast"}, "no-such-state", "known are: closed, holiday, open, storm"),
        ({"state": "opem"}, "no-such-state", 'did you mean "open"'),
        ({"state": "holiday", "schedule": "porch"}, "no-such-state", "closed"),
        ({"state": "open", "schedule": "ofice"}, "no-such-schedule", 'did you mean "office"'),
        ({"state": "open", "until": "25:00"}, "bad-request", "neither a time of day"),
        ({"state": "open", "until": "2026-11-20T09:00"}, "bad-request", "neither a time of day"),
        ({"state": "open", "until": 7}, "bad-request", "until is text"),
    ],
)
def test_what_is_refused_changes_nothing(house: House, args: dict[str, Any], code: str, text: str) -> None:
    if code == "no-such-state" and args.get("schedule"):
        text = "no schedule is ever 'holiday'"
    with pytest.raises(Refused, match=text) as caught:
        house.hours.force(args)
    assert caught.value.code == code
    assert house.book.forced == {}
    with pytest.raises(Refused, match="is no moment"):
        house.hours.show({"at": "soon"})


def test_the_coming_year_is_missed_from_november_on(house: House) -> None:
    (missing,) = house.hours.status()["missing"]
    assert missing["text"].startswith("flows/calendar/cn-2027.yaml is missing")
    assert "ccengine calendar cn 2027" in missing["remedy"]
    house.clock.put("2026-10-31T10:00")
    assert house.hours.status()["missing"] == []
    house.clock.put("2026-11-01T10:00")
    assert len(house.hours.status()["missing"]) == 1
    (house.home.flows / "calendar" / "cn-2027.yaml").write_text("calendar: cn\nyear: 2027\n")
    assert house.load() == [("400", "load")]
    assert house.hours.status()["missing"] == []
    house.clock.put("2029-01-01T10:00")
    assert [each["text"][:27] for each in house.hours.status()["missing"]] == ["flows/calendar/cn-2029.yaml"]


def test_schedules_belong_to_the_version(house: House) -> None:
    before = house.now()
    edit("flows/schedules.yaml", "08:30-17:30", "08:30-09:00")(house.home)
    assert house.load() == [("400", "load")]  # and not 401, whose flow goes by none
    assert house.show()["office"]["state"] == "closed"
    store = Store(house.home.versions)
    lines = list(_lines(store, store.manifest(before["400"]), store.manifest(house.now()["400"])))
    assert '+    week: {mon-fri: {open: "08:30-09:00"}}' in lines
    house.loader.rollback("400")
    assert (house.now(), house.show()["office"]["state"]) == (before, "open")
    house.library.keep(set())
    ready.file_of(house.home.versions, house.now()["400"]).unlink()
    assert house.show()["office"]["state"] == "open"  # made ready again, from its bytes


def test_wrong_schedules_change_nothing(house: House) -> None:
    before = house.now()
    edit("flows/schedules.yaml", "08:30-17:30", "08:30-25:00")(house.home)
    edit("flows/part.yaml", "play: goodbye", "play: wellcome")(house.home)
    found = house.loader.load()["found"]
    assert [(each["file"], each["rule"]) for each in found] == [
        ("flows/part.yaml", "missing-prompt"),
        ("flows/schedules.yaml", "bad-time"),
    ]
    edit("flows/part.yaml", "play: wellcome", "play: goodbye")(house.home)
    (house.home.flows / "schedules.yaml").unlink()
    found = house.loader.load()["found"]
    assert [(each["file"], each["rule"]) for each in found] == [("flows/short.yaml", "unknown-schedule")] * 2
    assert house.now() == before


def test_a_record_of_a_force_reads_as_it_was_written(house: House) -> None:
    house.hours.force({"state": "closed", "schedule": "office", "by": "李"})
    assert house.killed().forced == house.book.forced
    assert isinstance(facts.ScheduleForced("office", "closed", 0.0, "李"), facts.BOOK)
