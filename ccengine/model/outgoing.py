"""The settings of outgoing calls."""

from dataclasses import dataclass

from ccengine.model import addresses
from ccengine.model.reader import Reader, Report, list_of
from ccengine.model.values import matching, whole
from ccengine.model.yamltree import Tree


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Where `dial` goes out, and what it may dial: nothing, unless it is said."""

    contact: str = ""  # SIP URI of the carrier; "" for none: only agents' phones can be dialled
    caller: str = ""  # the number shown, unless the flow says another
    allowed: tuple[str, ...] = ()  # prefixes of numbers
    at_once: int = 4  # legs at one time


NO_WAY_OUT = Outgoing()

prefix = matching(
    r"\+?[0-9]{1,15}|\+",
    "the begin of a number",
    "bad-prefix",
    'digits, a + only in front, in quotes: "13", "0755"; what leads abroad begins with "00" or "+"',
)
number = matching(r"\+?[0-9]{1,24}", "a number", "bad-number", "digits, a + only in front, in quotes")


def read_outgoing(tree: Tree, report: Report) -> Outgoing:
    default = NO_WAY_OUT
    reader = Reader(tree, "outgoing", report)
    outgoing = Outgoing(
        contact=reader.need("contact", addresses.sip_uri) or "",
        caller=reader.take("caller", number, default.caller),
        allowed=reader.take("allowed", list_of(prefix), default.allowed),
        at_once=reader.take("at_once", whole(1, 10_000), default.at_once),
    )
    reader.done()
    return outgoing
