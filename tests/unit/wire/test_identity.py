"""Who calls, out of SIP's headers."""

from urllib.parse import quote

import pytest

from ccengine.model.trunk import Source
from ccengine.wire.identity import CUT, LONGEST, Identity, identity

BY = (Source.ASSERTED, Source.DIVERSION, Source.HISTORY, Source.FROM)
MOBILE = "+8613800138000"


def told(by: tuple[Source, ...] = BY, caller: str = "1001", **headers: str) -> Identity:
    return identity(caller, {name.rstrip("_"): quote(value, safe="") for name, value in headers.items()}, by)


@pytest.mark.parametrize(
    ("header", "number"),
    [
        (f"<sip:{MOBILE}@192.0.2.1>", MOBILE),
        (f'"Zhang, San" <sip:{MOBILE}@192.0.2.1;user=phone>, <tel:{MOBILE}>', MOBILE),
        (f"sip:{MOBILE}@192.0.2.1", MOBILE),
        (f"<sips:{MOBILE};cpc=ordinary@192.0.2.1>", MOBILE),
        ("<tel:13800138000;phone-context=+86>", MOBILE),
        ("<tel:13800138000;phone-context=example.com>", "13800138000"),
        ("<sip:13800138000;phone-context=+86@192.0.2.1;user=phone>", MOBILE),
        ("<sip:%2B8613800138000@192.0.2.1>", MOBILE),
        (f"<sip:anonymous@anonymous.invalid>, <tel:{MOBILE}>", MOBILE),
        ('"sip:110@192.0.2.9" <sip:120@192.0.2.1>', "120"),
        (r'"\"<sip:110@192.0.2.9>" <sip:120@192.0.2.1>', "120"),
        # what tells nobody: the next of the sources is asked
        ("", "1001"),
        ("<sip:192.0.2.1>", "1001"),
        ("<sip:anonymous@anonymous.invalid>", "1001"),
        ("<sip:alice@example.com>", "1001"),
        ("<sip:138%0A00138000@192.0.2.1>", "1001"),
        ("<sip:${SHELL(id)}1@192.0.2.1>", "1001"),
        ("<sip:１３８@192.0.2.1>", "1001"),
        # what cannot be read whole: nobody is asked instead
        ('"sip:110@x <sip:120@192.0.2.1>', ""),
        ('"' + "x" * CUT + f'" <sip:{MOBILE}@192.0.2.1>', ""),
        ("%" * 1000, ""),
    ],
)
def test_asserted(header: str, number: str) -> None:
    assert told(asserted=header).number == number


def test_only_what_the_trunk_is_believed() -> None:
    headers = {"asserted": f"<sip:{MOBILE}@x>", "diversion": "<sip:075523456789@x>"}
    assert told((Source.FROM,), **headers).number == "1001"
    assert told((Source.DIVERSION, Source.FROM), **headers).number == "075523456789"
    assert told((Source.ASSERTED,)) == Identity("", False)


def test_who_sent_the_call_on() -> None:
    here = "<sip:4008001234@192.0.2.1>;index=1.1"
    assert told(diversion="<sip:075523456789@x>;reason=busy, <sip:1@x>").number == "075523456789"
    assert told(history=f"<sip:075523456789@x>;index=1, {here},,").number == "075523456789"
    assert told(history=here).number == "1001", "nobody sent it on"
    assert told(history="<sip:075523456789@x>, <sip:4008001234@x>").number == "1001", "no History-Info"


@pytest.mark.parametrize(
    ("caller", "from_", "privacy", "withheld"),
    [
        ("1001", "1001", "", False),
        ("1001", "1001", "none", False),
        ("1001", "1001", "id", True),
        ("1001", "1001", "header; ID;critical", True),
        ("1001", "1001", "header", False),
        ("", "Anonymous", "", True),
        ("restricted", "restricted", "", True),
        ("unavailable", "unavailable", "", False),
    ],
)
def test_who_does_not_want_to_be_shown(caller: str, from_: str, privacy: str, withheld: bool) -> None:
    who = told(caller=caller, asserted=f"<sip:{MOBILE}@x>", from_=from_, privacy=privacy)
    assert who == Identity(MOBILE, withheld)
    assert who.shown == ("" if withheld else MOBILE)


def test_a_dialplan_of_before_tells_nothing() -> None:
    assert identity("1001", {}, BY) == Identity("1001", False)
    assert identity("", {}, BY) == identity("anonymous", {}, (Source.ASSERTED,))._replace(withheld=False)


def test_a_number_is_cut() -> None:
    assert told(asserted=f"<sip:{'1' * 200}@x>").number == "1" * LONGEST
