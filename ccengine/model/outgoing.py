"""The settings of outgoing calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ccengine.model import addresses
from ccengine.model.ids import Seconds
from ccengine.model.numbers import is_allowed
from ccengine.model.reader import Reader, Report, list_of, mapping_of
from ccengine.model.values import duration, matching, text, whole
from ccengine.model.yamltree import Scalar, Tree

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class DayCap:
    """Of one day, from midnight to midnight where the hotline stands.  A talk that is on when the minutes are used up
    goes on."""

    legs: int = MOST
    minutes: int = MOST


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Where `dial` goes out, and what it may dial: nothing, unless it is said."""

    contact: str = ""  # SIP URI of the carrier; "" for none: only agents' phones can be dialled
    caller: str = ""  # the number shown, unless the flow says another
    allowed: tuple[str, ...] = ()  # prefixes of numbers of this country
    abroad: tuple[str, ...] = ()  # prefixes that lead to other countries, each with its country's code
    at_once: int = 4  # legs at one time
    per_day: int = 500  # legs
    minutes_per_day: int = 1000
    per_number: int = 20  # legs a day to one number
    per_call: int = 10  # legs for one caller's call
    per_caller: int = 20  # legs an hour for one caller
    longest: Seconds = 3600.0  # of a talk with somebody outside
    prefixes: Mapping[str, DayCap] = field(default_factory=dict)  # of numbers that begin so
    ports: Mapping[str, DayCap] = field(default_factory=dict)  # of calls that came in there, by key

    def allows(self, number: str) -> bool:
        """A normal number; nothing when there is no way out."""
        return bool(self.contact) and is_allowed(number, (*self.allowed, *self.abroad))


NO_WAY_OUT = Outgoing()

_prefix = matching(r"\+?[0-9]{1,15}", "the begin of a number", "bad-prefix", 'digits, in quotes: "13", "0755"')
abroad = matching(
    r"(\+|00)[1-9][0-9]{0,12}",
    "the begin of a number abroad",
    "bad-prefix",
    'with its country\'s code, in quotes: "0044", "+852"',
)
number = matching(r"\+?[0-9]{1,24}", "a number", "bad-number", "digits, a + only in front, in quotes")


def prefix(tree: Tree, report: Report) -> str:
    """Of this country's numbers: what leads abroad has a place of its own, so that nobody opens it by the way."""
    found = _prefix(tree, report)
    if found.startswith(("+", "00")):
        remedy = f'write it under `abroad`, with the country\'s code: ["{found if len(found) > 2 else "0044"}"]'
        raise report.wrong(tree.at, f'"{found}" leads abroad', "leads-abroad", remedy)
    return found


def _cap(_: Scalar, tree: Tree, report: Report) -> DayCap:
    reader = Reader(tree, "a day's cap", report)
    cap = DayCap(
        legs=reader.take("legs", whole(0, MOST), MOST),
        minutes=reader.take("minutes", whole(0, MOST), MOST),
    )
    reader.done()
    return cap


def read_outgoing(tree: Tree, report: Report) -> Outgoing:
    default = NO_WAY_OUT
    reader = Reader(tree, "outgoing", report)
    outgoing = Outgoing(
        contact=reader.need("contact", addresses.sip_uri) or "",
        caller=reader.take("caller", number, default.caller),
        allowed=reader.take("allowed", list_of(prefix), default.allowed),
        abroad=reader.take("abroad", list_of(abroad), default.abroad),
        at_once=reader.take("at_once", whole(1, 10_000), default.at_once),
        per_day=reader.take("per_day", whole(0, MOST), default.per_day),
        minutes_per_day=reader.take("minutes_per_day", whole(0, MOST), default.minutes_per_day),
        per_number=reader.take("per_number", whole(1, MOST), default.per_number),
        per_call=reader.take("per_call", whole(1, 1000), default.per_call),
        per_caller=reader.take("per_caller", whole(1, MOST), default.per_caller),
        longest=reader.take("longest", duration(60, 14400), default.longest),
        prefixes=reader.take("prefixes", mapping_of(_prefix, _cap), {}),
        ports=reader.take("ports", mapping_of(text, _cap), {}),
    )
    reader.done()
    return outgoing
