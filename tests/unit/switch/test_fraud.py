"""What a caller types, or a table holds, reaches nobody outside the allowed prefixes, however it is spelt."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.model.ids import CallId, OfferId
from ccengine.model.outgoing import Outgoing
from ccengine.model.parties import Outside
from ccengine.model.why import LegCause
from ccengine.switch.asterisk.dialstring import dial_string
from ccengine.switch.gate import Around, Gate, NotDialled, Origin

WAY_OUT = Outgoing("sip:192.0.2.1", "4008001234", allowed=("13", "0755"))
CALL = CallId("c-1")

TYPED = [
    # abroad, in every dress
    "0085212345678", "00441632960000", "+441632960000", "+1 900 555 0100", "00 852 1234 5678", "0-0-44-1632",
    "(00)4416329600", "0.0.1.900", "+ 44", "++44123", "+0044123", "000852123", "+00852", "0 0 1 9 0 0", "00", "+",
    "+13800138000", "+0755123", "17909004412345", "179 51 00 44 1", "17911+44", "1790013800138000", "019000044",
    # what switches and carriers take for orders
    "*72", "*720044123", "*21*0044123#", "**21*13800138000#", "#31#13800138000", "13800138000#", "13*0044", "*13",
    "13800138000*", "*#06#", "A13", "13A", "13800138000D",
    # what a SIP address is made of
    "13800138000@192.0.2.9", "sip:13800138000@192.0.2.9", "13800138000;phone-context=+44", "13800138000;user=phone",
    "13%30", "13%40192.0.2.9", "<13800138000>", '"13800138000"', "13800138000?Replaces=x", "13800138000:5060",
    "tel:+44123", "13800138000,0044", "13800138000&PJSIP/agent8001", "13800138000/n", "PJSIP/13800138000", "13|0044",
    "13800138000\r\nVariable: X=1", "13800138000\x00", "13800138000\t", "${EXTEN}", "13${CALLERID(num)}", "13!",
    "13w0044",
    # digits that are none
    "１３８００１３８０００", "13８00138000", "٠٠٤٤", "१३८", "１３", "13800138000\u200b", "\u202e13800138000",
    "13\u00a08000",
    "①③", "十三", "1 3 \u2009 8",
    # longer, shorter, others
    "1" * 25, "13" + "0" * 40, "", " ", "-", "1", "0", "075", "12", "15912345678", "110", "119", "02012345678",
    "4008001234", "1" * 5000, " " * 99 + "13",
]  # fmt: skip


def ways_out(text: str, outgoing: Outgoing = WAY_OUT, around: Around | None = None) -> str:
    """What Asterisk would be told to dial; "" for nothing."""
    try:
        return dial_string(Gate(outgoing, around=around), OfferId("d1-1"), Outside(text), CALL)[0]
    except NotDialled as told:
        return "" if str(told).isprintable() else str(told)


def test_there_are_enough() -> None:
    assert len(set(TYPED)) == len(TYPED) >= 60


@pytest.mark.parametrize("text", TYPED, ids=lambda text: ascii(text)[:40])
def test_nothing_of_this_leaves(text: str) -> None:
    assert ways_out(text) == ""


@given(st.text(max_size=60) | st.text("0123456789+*#-. ()@;ABCD", max_size=30))
def test_whatever_leaves_begins_as_the_settings_say(text: str) -> None:
    assert ways_out(text) == "" or re.fullmatch(r"PJSIP/(13|0755)[0-9]{0,22}@ccengine-outgoing", ways_out(text))


def test_abroad_is_opened_prefix_by_prefix() -> None:
    out = Outgoing("sip:192.0.2.1", allowed=("0", "1", "4"), abroad=("00852", "+44"))
    assert [bool(ways_out(text, out)) for text in ("0085212345678", "+441632", "0044", "+852", "00853", "+1")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
    assert ways_out("17909008613800138000", out) == "", "1 opens no carrier's code"


def test_the_hotline_does_not_call_itself() -> None:
    out = Outgoing("sip:192.0.2.1", "075588880000", allowed=("0755", "13"))
    around = Around(ours=lambda number: number == "075523456789")
    assert ways_out("0755-2345-6789", out, around) == ""
    assert ways_out("0755 8888 0000", out, around) == "", "the number that it shows"
    assert ways_out("075523456780", out, around)


def test_no_call_dials_its_own_caller() -> None:
    """Whose telephone sends calls on to us would call itself for ever."""
    around = Around(of=lambda _call: Origin("p", "+8613800138000"), form=lambda number: f"+86{number}")
    assert ways_out("13800138000", WAY_OUT, around) == ""
    assert ways_out("13800138001", WAY_OUT, around)


def test_why_is_told_without_the_number() -> None:
    with pytest.raises(NotDialled) as told:
        Gate(WAY_OUT).number(OfferId("d1-1"), Outside("15912345678"), CALL)
    assert told.value.cause is LegCause.NOT_ALLOWED
    assert "15912345678" not in str(told.value)
    assert told.value.why == "does not begin as `outgoing: allowed` says"
