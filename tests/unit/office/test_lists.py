"""Lists of callers in the books: who stands there, and how often each entry decided."""

from ccengine.model import facts
from ccengine.model.ids import CallId
from ccengine.office import schema
from ccengine.office.database import Database
from ccengine.office.records import apply
from tests.unit.office.journals import records
from tests.unit.office.rows import book, rows

FORM = "+8613800138000"


def refused(call: str) -> facts.CallRefused:
    return facts.CallRefused(CallId(call), "400", "", "blacklisted", FORM, "blacklist 138*")


def test_an_entry_its_hits_and_its_end(database: Database) -> None:
    came = facts.CallArrived(
        CallId("c3"), "ch", "400", "139", "", "f", "zh", area="北京市", carrier="中国移动", caller_class="vip",
        listed="allow 139*", classed="class 139*",
    )  # fmt: skip
    told = (
        facts.CallerListed("blacklist", "138*", reason="abuse", until=5000.0, by="li"),
        facts.CallerListed("allow", "139*"),
        facts.CallerListed("class", "139*", caller_class="vip"),
        facts.CallerListed("class", "137*", "400", "vip"),
        refused("c1"),
        refused("c1"),
        refused("c2"),
        came,
        came,
        facts.ClassGiven(CallId("c3"), "owner"),
        facts.CallerUnlisted("class", "137*", "400", "wang"),
    )
    book(database, [*records(*told)])
    assert sorted(
        rows(database, schema.ListEntry, "id", "reason", "until", "by", "hits", "last_hit", "removed_by")
    ) == [
        ("allow 139*", "", None, "", 1, 1008.0, ""),
        ("blacklist 138*", "abuse", 5000.0, "li", 2, 1007.0, ""),
        ("class 137* 400", "", None, "", 0, None, "wang"),
        ("class 139*", "", None, "", 1, 1008.0, ""),
    ]
    assert rows(database, schema.Call, "id", "refused", "listed", "caller_class", "area", "carrier") == [
        ("c1", "blacklisted", "blacklist 138*", "", "", ""),
        ("c2", "blacklisted", "blacklist 138*", "", "", ""),
        ("c3", "", "allow 139*", "owner", "北京市", "中国移动"),
    ]


def test_one_that_comes_back_keeps_its_hits_and_has_its_own_reason(database: Database) -> None:
    last = book(database, [*records(facts.CallerListed("blacklist", "138*", reason="one", until=9.0), refused("c1"))])
    again = (facts.CallerUnlisted("blacklist", "138*", by="li"), facts.CallerListed("blacklist", "138*", reason="two"))
    apply(database, [*records(*again, first=3)], last)
    columns = ("reason", "until", "hits", "removed", "since")
    assert rows(database, schema.ListEntry, *columns) == [("two", None, 1, None, 1004.0)]
