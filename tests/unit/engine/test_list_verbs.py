"""Operators put callers into lists: all of a request or nothing, in one spelling, within limits."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from ccengine.engine.book import Book
from ccengine.engine.control import Refused
from ccengine.engine.list_verbs import ListVerbs
from ccengine.engine.portbook import settings_of
from ccengine.engine.screening import Screening
from ccengine.flow.ports import Port
from ccengine.model import facts
from ccengine.model.customer import CallerClass
from ccengine.model.ids import VersionId
from ccengine.model.numbering import Numbering
from ccengine.model.settings import Settings

NOW = 1000.0
SETTINGS = Settings(
    numbering=Numbering("CN", "755"),
    classes={"vip": CallerClass(300.0)},
    limits={"lists.entries": 5, "lists.patterns": 1},
)


class Core:
    """Takes what is put on record at once."""

    def __init__(self) -> None:
        self.book = Book()
        self.clock = SimpleNamespace(now=lambda: NOW)
        self.last = 0
        port = Port("400", "short", takes=("400", "0755"), aliases=("0755",))
        self.post(facts.PortSet("400", VersionId("v"), "load", 1, settings=settings_of(port)))

    def post(self, fact: object) -> None:
        self.book.apply(fact, NOW)
        self.last += 1

    written = post


@pytest.fixture
def verbs() -> ListVerbs:
    core = cast(Any, Core())
    return ListVerbs(core, Screening(core.book.lists, core.clock, SETTINGS.numbering), SETTINGS, None)


def add(verbs: ListVerbs, kind: str, *entries: dict[str, str]) -> Any:
    return verbs.add({"kind": kind, "entries": list(entries), "by": "li"})


def test_what_is_added_in_any_spelling_is_one_entry_and_goes_in_any(verbs: ListVerbs) -> None:
    for text in ("013800138000", "+86 138-0013-8000"):
        assert add(verbs, "blacklist", {"what": text, "reason": text})["entries"] == ["blacklist +8613800138000"]
    (named,) = verbs.caller({"number": "13800138000"})["named"]
    assert (named["reason"], named["by"], named["since"]) == ("+86 138-0013-8000", "li", NOW)
    assert verbs.remove({"kind": "blacklist", "what": "13800138000"})["removed"] == "blacklist +8613800138000"
    with pytest.raises(Refused, match="has no"):
        verbs.remove({"kind": "blacklist", "what": "13800138000"})


def test_a_port_is_named_by_what_it_takes(verbs: ListVerbs) -> None:
    assert add(verbs, "blacklist", {"what": "138*", "port": "0755"})["entries"] == ["blacklist 138* 400"]
    assert verbs.caller({"number": "13800138000", "port": "400"})["refused"]
    assert not verbs.caller({"number": "13800138000"})["refused"]
    assert verbs.remove({"kind": "blacklist", "what": "138*", "port": "0755"})


@pytest.mark.parametrize(
    ("kind", "entry", "told"),
    [
        ("blacklist", {"what": "abc"}, "'abc' is no number"),
        ("blacklist", {"what": "138*", "port": "800"}, "no port '800'; did you mean"),
        ("blacklist", {"what": "138*", "until": "yesterday"}, "no time to come"),
        ("blacklist", {"what": "138*", "caller_class": "vip"}, "a class stands in the list of classes"),
        ("class", {"what": "138*", "caller_class": "vpi"}, "no class 'vpi'.*did you mean \"vip\""),
        ("blacklist", {"what": "138*", "reason": "x" * 201}, "at most 200"),
        ("blacklist", {"what": "138*", "color": "red"}, "objects of texts"),
        ("blacklist", {"what": 138}, "objects of texts"),
        ("greylist", {"what": "138*"}, "no list 'greylist'"),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(verbs: ListVerbs, kind: str, entry: Any, told: str) -> None:
    with pytest.raises(Refused, match=told):
        add(verbs, kind, {"what": "139*"}, entry)
    assert verbs.caller({"number": "13900139000"})["named"] == []


def test_all_that_is_wrong_is_told_at_once(verbs: ListVerbs) -> None:
    with pytest.raises(Refused) as found:
        add(verbs, "allow", {"what": "abc"}, {"what": "138*", "port": "no"})
    assert len(found.value.text.splitlines()) == 2


def test_the_limits_have_names(verbs: ListVerbs) -> None:
    with pytest.raises(Refused, match=r"lists\.entries"):
        add(verbs, "allow", *({"what": f"1380013800{n}"} for n in range(6)))
    add(verbs, "allow", {"what": "138XXXX8000"})
    with pytest.raises(Refused, match=r"lists\.patterns"):
        add(verbs, "allow", {"what": "138XXXX8001"})
    add(verbs, "blacklist", {"what": "138XXXX8000"})  # the same pattern is tried once


def test_what_would_become_of_a_call(verbs: ListVerbs) -> None:
    add(verbs, "class", {"what": "138*", "caller_class": "vip"})
    add(verbs, "blacklist", {"what": "withheld"})
    told = verbs.caller({"number": "13800138000"})
    assert (told["refused"], told["caller_class"], told["head_start"], told["classed"]) == (
        False, "vip", 300.0, "class 138*",
    )  # fmt: skip
    hidden = verbs.caller({"number": "13800138000", "withheld": True})
    assert (hidden["refused"], hidden["listed"], hidden["form"]) == (True, "blacklist withheld", "+8613800138000")
    assert verbs.caller({"number": ""})["refused"], "nobody is shown"
    assert verbs.caller({"number": "abc"})["refused"], "a name is no number"
    assert verbs.caller({"number": "9" * 40})["refused"]
    assert all(each["hits"] == 0 for each in hidden["named"]), "nobody has called"
