"""Whom the lists name: the entry that says the most decides."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.engine.listbook import ListBook, Who
from ccengine.engine.screening import CLASSES, DOOR, KEPT, forgotten
from ccengine.model import facts
from ccengine.model.lists import compiled, fixed, what
from tests.unit.model.test_numbering import CASES, HERE, TABLE

NOW = 1000.0


def book(*lines: str) -> ListBook:
    """Lines as `blacklist 138* 400`."""
    made = ListBook()
    for line in lines:
        kind, named, port = [*line.split(), ""][:3]
        made.apply(facts.CallerListed(kind, what(named, HERE), port), NOW)
    return made


def who(number: str, withheld: bool = False) -> Who:
    form = HERE.form(number)
    return Who(form, HERE.at_home(form), withheld)


def door(lists: ListBook, number: str, port: str = "400", withheld: bool = False, at: float = NOW) -> str:
    row = lists.find(who(number, withheld), port, at, DOOR)
    return row.entry.id if row else ""


@pytest.mark.parametrize("form", [form for form in TABLE if form])
def test_a_caller_is_one_to_the_lists_however_he_was_written(form: str) -> None:
    """In the list, and as he comes: every pair of a table of over sixty."""
    texts = [text for text, its in CASES if its == form]
    for listed in texts:
        lists = book(f"blacklist {listed}")
        for text in texts:
            assert door(lists, text) == f"blacklist {form}", (listed, text)


@pytest.mark.parametrize(
    ("lines", "number", "found"),
    [
        (["blacklist 138*", "allow 13800138000"], "013800138000", "allow +8613800138000"),
        (["blacklist 138*", "allow 1380*"], "13800138000", "allow 1380*"),
        (["allow 138*", "blacklist 1380*"], "13800138000", "blacklist 1380*"),
        (["allow 138*", "blacklist 138*"], "13800138000", "allow 138*"),
        (["blacklist 138*", "allow 138XXXX8000"], "13800138000", "allow 138XXXX8000"),
        (["blacklist 13800138*", "allow 138XXXX8000"], "13800138000", "blacklist 13800138*"),
        (["blacklist *8000"], "13800138000", "blacklist *8000"),
        (["blacklist *8000"], "+85223458000", ""),
        (["blacklist +852*8000"], "0085223458000", "blacklist +852*8000"),
        (["blacklist +*"], "13800138000", ""),
        (["blacklist +*"], "+12025550123", "blacklist +*"),
        (["blacklist 95*"], "+8695588", "blacklist 95*"),
        (["blacklist 0755*"], "23456789", "blacklist 755*"),
        (["blacklist *", "allow 0755*"], "23456789", "allow 755*"),
        (["blacklist *", "allow 0755*"], "13800138000", "blacklist *"),
        (["blacklist *"], "anonymous", "blacklist *"),
        (["blacklist 138*"], "anonymous", ""),
        (["blacklist 138*"], "", ""),
        (["blacklist 138* 800"], "13800138000", ""),
        (["blacklist 138* 400", "allow 138*"], "13800138000", "blacklist 138* 400"),
        (["blacklist 138*", "allow 138* 400"], "13800138000", "allow 138* 400"),
    ],
)
def test_what_says_the_most_decides(lines: list[str], number: str, found: str) -> None:
    for each in (lines, lines[::-1]):
        assert door(book(*each), number) == found


def test_who_withholds_his_number() -> None:
    lists = book("blacklist withheld", "allow 13800138000")
    assert door(lists, "", withheld=True) == "blacklist withheld"
    assert door(lists, "13800138000", withheld=True) == "allow +8613800138000", "his carrier told it"
    assert door(lists, "13900139000", withheld=True) == "blacklist withheld"
    assert door(lists, "13900139000") == ""
    assert door(book("allow withheld", "blacklist *"), "", withheld=True) == "allow withheld"


def test_classes_are_apart_from_the_door() -> None:
    lists = book("blacklist 138*")
    lists.apply(facts.CallerListed("class", "138*", caller_class="vip"), NOW)
    lists.apply(facts.CallerListed("class", "+8613800138000", caller_class="owner"), NOW)
    for number, named in (("13800138000", "owner"), ("13800138001", "vip")):
        row = lists.find(who(number), "400", NOW, CLASSES)
        assert row is not None
        assert row.entry.caller_class == named
        assert door(lists, number) == "blacklist 138*"


def test_an_entry_counts_until_its_time_and_is_forgotten_in_the_end() -> None:
    lists = book("allow 138*")
    lists.apply(facts.CallerListed("blacklist", "+8613800138000", until=NOW + 10), NOW)
    assert door(lists, "13800138000", at=NOW + 9) == "blacklist +8613800138000"
    assert door(lists, "13800138000", at=NOW + 10) == "allow 138*"
    assert [*forgotten(lists, NOW + KEPT + 9)] == []
    (over,) = forgotten(lists, NOW + KEPT + 11)
    assert over == facts.CallerUnlisted("blacklist", "+8613800138000")
    lists.apply(over, NOW + KEPT + 11)
    assert [*forgotten(lists, NOW + KEPT + 99)] == []
    assert len(lists) == 1


def test_one_that_was_given_more_time_is_not_forgotten_at_the_old() -> None:
    lists = ListBook()
    for until in (NOW + 10, NOW + 1_000_000, 0.0):
        lists.apply(facts.CallerListed("blacklist", "138*", until=until), NOW)
    assert [*forgotten(lists, NOW + 10 * KEPT)] == []


def test_what_is_given_more_time_again_and_again_takes_no_more_room() -> None:
    lists = book("blacklist 139*")
    for n in range(10_000):
        lists.apply(facts.CallerListed("blacklist", "138*", until=NOW + n), NOW)
    assert len(lists._ends) < 1100
    (over,) = lists.over(NOW + 20_000)
    assert (over.what, over.until) == ("138*", NOW + 9_999)


def test_hits_are_kept_when_an_entry_is_written_anew() -> None:
    lists = book("blacklist 138*")
    lists.decided(["blacklist 138*", "", "blacklist none"], NOW + 1)
    lists.apply(facts.CallerListed("blacklist", "138*", reason="again"), NOW + 2)
    row = lists.get("blacklist 138*")
    assert row is not None
    assert (row.hits, row.last, row.entry.reason, row.entry.since) == (1, NOW + 1, "again", NOW + 2)


def decoded(lists: ListBook) -> list[Any]:
    return list(json.loads(str(lists.snapshot())))


KINDS = st.sampled_from(["allow", "blacklist", "class"])
WHATS = st.sampled_from(
    ["+8613800138000", "138*", "13*", "1*", "*", "withheld", "138XXXX8000", "*8000", "1X80*", "10086"]
)
PORTS = st.sampled_from(["", "400", "800"])
CHANGES = st.lists(
    st.one_of(
        st.builds(facts.CallerListed, KINDS, WHATS, PORTS, until=st.sampled_from([0.0, 900.0, 2000.0])),
        st.builds(facts.CallerUnlisted, KINDS, WHATS, PORTS),
    ),
    max_size=20,
)  # fmt: skip


@settings(max_examples=150)
@given(CHANGES, st.sampled_from(["13800138000", "13900139000", "10086", ""]), st.booleans(), PORTS)
def test_it_decides_as_one_who_looks_at_every_entry(changes: list[Any], number: str, hidden: bool, port: str) -> None:
    lists = ListBook()
    there: dict[tuple[str, str, str], facts.CallerListed] = {}
    for body in changes:
        lists.apply(body, NOW)
        key = (body.kind, body.what, body.port)
        there.pop(key, None)
        if isinstance(body, facts.CallerListed):
            there[key] = body
    caller = who(number, hidden)
    named = [
        each
        for each in there.values()
        if names(each.what, caller) and each.port in ("", port) and (not each.until or each.until > NOW)
    ]
    best = max((each for each in named if each.kind != "class"), key=weight, default=None)
    for book in (lists, ListBook.restore(decoded(lists))):
        row = book.find(caller, port, NOW, DOOR)
        assert (row.entry.id if row else None) == (f"{best.kind} {best.what} {best.port}".rstrip() if best else None)
        assert decoded(book) == decoded(lists)


def names(what: str, caller: Who) -> bool:
    if what in ("withheld", "*"):
        return caller.withheld or what == "*"
    return bool(caller.form) and (what == caller.form or compiled(what).fullmatch(caller.home) is not None)


def weight(body: facts.CallerListed) -> tuple[object, ...]:
    says = {"*": -2, "withheld": -1}.get(
        body.what, fixed(body.what) + 100 * ("*" not in body.what and "X" not in body.what)
    )
    tried = "X" in body.what or "*" in body.what[:-1]
    return says, not tried, body.what, body.port != "", body.kind == "allow"
