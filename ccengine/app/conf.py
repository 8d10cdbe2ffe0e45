"""Templates of Asterisk's files and the values put into them.

A place in a template reads `@name@`.  Asterisk's files know no quoting that is safe everywhere, so values are not
escaped but checked: what could end a line, begin a comment or open a section is refused with a sentence that names
it."""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path

from ccengine.app.trouble import Trouble

_PLACE = re.compile(r"@([a-z_]+)@")
_URI = re.compile(r"sips?:[A-Za-z0-9._~%+*#-]{1,64}@[A-Za-z0-9.:\[\]-]{1,253}(;transport=(udp|tcp))?|"
                  r"sips?:[A-Za-z0-9.:\[\]-]{1,253}(;transport=(udp|tcp))?")  # fmt: skip
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SECRET = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_LONGEST = 1024  # characters of one value; Asterisk cuts a line at 8191


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its places filled.  Every place needs a value and every value a place: KeyError otherwise."""
    used = set(_PLACE.findall(template))
    if used != set(values):
        raise KeyError(f"places and values differ: {sorted(used ^ set(values))}")
    return _PLACE.sub(lambda match: values[match[1]], template)


def word(text: str, what: str) -> str:
    """A name: of an agent, a music class, a user."""
    if not _WORD.fullmatch(text):
        raise Trouble(f"{what} {text[:80]!r} cannot stand in Asterisk's configuration", "use letters, digits, . _ -")
    return text


def secret(text: str, what: str) -> str:
    if not _SECRET.fullmatch(text):
        raise Trouble(f"{what} holds a character that cannot stand in Asterisk's configuration",
                      "use letters, digits and . _ ~ - only")  # fmt: skip
    return text


def path(place: Path, what: str) -> str:
    text = str(place)
    if not text.startswith("/") or len(text) > _LONGEST or not text.isprintable() or set(text) & set(';"@=>\\'):
        raise Trouble(f"{what} {text[:200]!r} cannot stand in Asterisk's configuration",
                      "use a folder whose absolute path holds no ; \" @ = > \\ and no control character")  # fmt: skip
    if text != text.strip():
        raise Trouble(f"{what} {text[:200]!r} begins or ends with a blank", "use a folder without it")
    return text


def number(value: int, low: int, high: int, what: str) -> str:
    if not low <= value <= high:
        raise Trouble(f"{what} is {value}", f"use a number from {low} to {high}")
    return str(value)


def host(text: str, what: str) -> str:
    """An address to bind; brackets around one of IPv6."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise Trouble(f"{what} {text[:80]!r} is not an IP address", "give an address of this machine") from None
    return f"[{address}]" if address.version == 6 else str(address)


def network(text: str, what: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise Trouble(f"{what} {text[:80]!r} is no IP address or network", "give 192.0.2.7 or 192.0.2.0/24") from None


def uri(text: str, what: str) -> str:
    if not _URI.fullmatch(text):
        raise Trouble(f"{what} {text[:120]!r} is no SIP address that is understood", "give sip:user@host:port")
    return text
