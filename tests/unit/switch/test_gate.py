"""The gate of outgoing legs: nobody outside unless the settings say so, and there is no way around it."""

import re
from pathlib import Path

import pytest

import ccengine
from ccengine.model.ids import AgentId, OfferId
from ccengine.model.outgoing import Outgoing
from ccengine.model.parties import Outside
from ccengine.model.settings import parse_settings
from ccengine.model.why import LegCause
from ccengine.switch.asterisk.dialstring import dial_string
from ccengine.switch.gate import Gate, NotDialled
from tests.unit.model.test_numbers import HOSTILE

CARRIER = "sip:192.0.2.1"


def leg(number: int) -> OfferId:
    return OfferId(f"d1-{number}")


def refused(gate: Gate, number: str) -> NotDialled:
    with pytest.raises(NotDialled) as told:
        dial_string(gate, leg(1), Outside(number))
    return told.value


@pytest.mark.parametrize(
    "outgoing",
    [Outgoing(), Outgoing(CARRIER), Outgoing(CARRIER, allowed=("15",)), Outgoing(allowed=("13",))],
)
def test_nothing_is_allowed_unless_it_is_said(outgoing: Outgoing) -> None:
    assert refused(Gate(outgoing), "13800138000").cause is LegCause.NOT_ALLOWED


@pytest.mark.parametrize(
    "outgoing", [Outgoing(), Outgoing(CARRIER, allowed=("15",)), Outgoing(CARRIER, allowed=("13",), at_once=0)]
)
def test_no_number_stands_in_full_in_a_log(outgoing: Outgoing) -> None:
    assert "8001380" not in str(refused(Gate(outgoing), "13800138000"))
    assert "4711" not in str(refused(Gate(outgoing), "4711,4711"))


def test_an_agents_phone_needs_no_prefix_and_no_way_out() -> None:
    assert dial_string(Gate(Outgoing()), leg(1), AgentId("8001"))[0] == "PJSIP/agent8001"


def test_an_allowed_number_goes_out_by_the_trunk_in_digits() -> None:
    gate = Gate(Outgoing(CARRIER, allowed=("13",), abroad=("+852",)))
    assert dial_string(gate, leg(1), Outside("138-0013 8000"))[0] == "PJSIP/13800138000@ccengine-outgoing"
    assert dial_string(gate, leg(2), Outside("+852 1234"))[0] == "PJSIP/+8521234@ccengine-outgoing"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_address_no_option_no_line_gets_through(text: str) -> None:
    gate = Gate(Outgoing(CARRIER, allowed=tuple("0123456789+")))
    told = refused(gate, text)
    assert told.cause is LegCause.NOT_ALLOWED
    assert str(told).isprintable()
    assert len(str(told)) < 300


def test_only_so_many_are_out_at_once() -> None:
    gate = Gate(Outgoing(CARRIER, allowed=("1",), at_once=2))
    gate.found([leg(1)])
    dial_string(gate, leg(2), Outside("13"))
    dial_string(gate, leg(9), AgentId("8001"))  # not one of them
    assert refused(gate, "14").cause is LegCause.CONGESTION
    gate.over(leg(1))
    gate.over(leg(1))
    dial_string(gate, leg(3), Outside("14"))
    assert refused(gate, "15").cause is LegCause.CONGESTION


def test_there_is_one_place_where_a_leg_is_started() -> None:
    """Whoever adds another has to lead it through the gate, and to say so here."""
    sources = (path for path in Path(ccengine.__file__).parent.rglob("*.py"))
    found = {
        path.name for path in sources if re.search(r'"(Originate|Dial|Redirect|FollowMe)"', path.read_text("utf-8"))
    }
    assert found == {"steer.py"}
    makers = {
        path.name for path in Path(ccengine.__file__).parent.rglob("*.py") if "DialString(" in path.read_text("utf-8")
    }
    assert makers == {"dialstring.py"}


def test_the_settings_of_the_manual_are_right() -> None:
    page = Path(ccengine.__file__).parents[1] / "docs" / "manual" / "dialling.md"
    (text,) = re.findall(r"^```yaml settings\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    gate = Gate(parse_settings(text, "settings.yaml").outgoing)
    assert dial_string(gate, leg(1), Outside("13800138000"))[0] == "PJSIP/13800138000@ccengine-outgoing"
    assert refused(gate, "+8613800138000").cause is LegCause.NOT_ALLOWED
