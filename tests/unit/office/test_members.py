"""Members in the books of both kinds, and the phones that are learned from the journal."""

from dataclasses import replace
from typing import Any, cast

from ccengine.model import facts
from ccengine.model.ids import CallId
from ccengine.office import members as kept
from ccengine.office.database import Database
from ccengine.office.ledger import whole
from ccengine.office.members import Put
from ccengine.office.records import Position, apply
from tests.unit.office.journals import CALL, arrived, records

ROW = Put("10023", "张三", "gold", ["+8613800138000"], "$hash")


def put(database: Database, *rows: Put, new_only: bool = False) -> list[str]:
    with database.writing() as session:
        return kept.put(session, rows, 5.0, new_only)


def shown(database: Database, number: str = "10023") -> kept.Shown | None:
    with database.reading() as session:
        return kept.find(session, number)


def test_put_changed_listed_and_removed(database: Database) -> None:
    put(database, ROW, Put("20034", "Li"))
    put(database, Put("10023", kind="silver"))
    assert shown(database) == kept.Shown("10023", "张三", "silver", True, 5.0, ["+8613800138000"])
    put(database, Put("10023", phones=[]), Put("20034", name="Li Si", pin_hash="$h"))
    with database.reading() as session:
        assert [(one.number, one.name, one.has_pin, one.phones) for one in kept.listed(session)] == [
            ("10023", "张三", True, []),
            ("20034", "Li Si", True, []),
        ]
        assert [one.number for one in kept.listed(session, after="10023")] == ["20034"]
        assert kept.count(session) == 2
    with database.writing() as session:
        assert kept.remove(session, "10023")
        assert not kept.remove(session, "10023")
    assert shown(database) is None


def test_new_ones_only(database: Database) -> None:
    put(database, ROW)
    assert put(database, replace(ROW, name="other"), Put("30045"), new_only=True) == ["10023"]
    assert shown(database, "30045") is None


def known(call: str, phone: str, member: str = "10023") -> facts.MemberKnown:
    return facts.MemberKnown(CallId(call), member, "张三", "gold", phone)


def test_the_two_phones_from_which_he_was_known_last_are_learned(database: Database) -> None:
    put(database, ROW)
    phones = ["+861", "+862", "+863", "+8613800138000", "", "+862"]
    apply(database, records(*(known(f"c{n}", phone) for n, phone in enumerate(phones))), Position())
    found = shown(database)
    assert found is not None
    assert found.phones == ["+8613800138000"]
    assert found.learned == ["+862", "+863"]


def test_a_learned_phone_that_is_put_on_file_is_on_file(database: Database) -> None:
    put(database, ROW)
    apply(database, records(known("c1", "+861")), Position())
    put(database, Put("10023", phones=["+861"]))
    found = shown(database)
    assert found is not None
    assert (found.phones, found.learned) == (["+861"], [])


def test_a_member_who_was_removed_since_is_nobody(database: Database) -> None:
    apply(database, records(known("c1", "+861")), Position())
    assert shown(database) is None


def test_what_is_told_of_a_call(database: Database) -> None:
    bodies = [arrived(CALL), facts.PinTried(CALL, "10023", "+861"), facts.PinJudged(CALL, "refused"), known(CALL, "")]
    apply(database, records(*bodies), Position())
    with database.reading() as session:
        found = whole(session, CALL)
        assert found is not None
        told = [(stage["stage"], stage["detail"], stage["exit"]) for stage in cast(Any, found.shown()["stages"])]
    assert told[1:] == [("pin", "refused", "refused"), ("member", "10023 (gold) 张三", "")]
