"""Who calls: SIP's headers -> a number, and whether it may be shown.  Everything in them is hostile.

RFC 3325 (P-Asserted-Identity), RFC 3323 (Privacy), RFC 5806 (Diversion), RFC 7044 (History-Info), RFC 3966 (tel:)."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from ccengine.model.trunk import Source

LONGEST = 64
"""Characters of a number as it is kept."""

CUT = 500
"""Characters of a header, percent-encoded, that the dialplan hands on."""

WHOLE = 150
"""The same of From's number with its parameters."""

_UNREADABLE = "?"
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)  # a name may be the caller's own words
_WITHHELD = frozenset(("anonymous", "restricted", "private", "withheld"))
_NOBODY = frozenset(("unknown", "unavailable", "unspecified"))
_PRIVATE = frozenset(("id", "user", "full"))
_USER = re.compile(r"(tel|sips?):([^@;?>,\s]*)(@)?([^>,\s]*)", re.IGNORECASE)
_CONTEXT = re.compile(r";phone-context=(\+[0-9]{1,7})(?![0-9A-Za-z.])", re.IGNORECASE)
_INDEX = re.compile(r";\s*index=", re.IGNORECASE)
_UNKEPT = re.compile(r"[^0-9A-Za-z+*#._-]")


class Identity(NamedTuple):
    number: str = ""  # of who calls, as it came; also of one who does not want to be shown
    withheld: bool = False

    @property
    def shown(self) -> str:
        return "" if self.withheld else self.number


def identity(caller: str, told: Mapping[str, str], by: Sequence[Source]) -> Identity:
    """`caller`: the number in From.  `told`: the headers, percent-encoded, by the names of their sources; and
    `privacy`, and `from`; and `whole`, the number in From with its parameters."""
    writer = unquote(told.get("from", "")) or caller
    number = ""
    for source in by:
        number = _from(caller, told.get("whole", "")) if source is Source.FROM else _of(source, told.get(source, ""))
        if number:
            break
    number = "" if number == _UNREADABLE else number
    return Identity(number, _is_withheld(writer, unquote(told.get("privacy", ""))))


def _from(caller: str, whole: str) -> str:
    """The number itself is there whatever its parameters are: nobody gets rid of it by making them long."""
    return _plain(caller) if len(whole) >= WHOLE else _placed(_plain(caller), unquote(whole))


def _of(source: Source, encoded: str) -> str:
    """A header that cannot be read whole tells nobody, and no other is asked instead: what a caller can make longer, or
    break, he could get rid of that way."""
    header = _QUOTED.sub("", unquote(encoded))
    if len(encoded) >= CUT or '"' in header:
        return _UNREADABLE
    users = _users(header)
    if source is Source.HISTORY:
        # The last entry is where the call was sent to: to us.  Who sent it is the one before.
        users = users[:-1][-1:] if _INDEX.search(header) else []
    return next((user for user in users if any("0" <= each <= "9" for each in user)), "")


def _users(header: str) -> list[str]:
    """The user parts of its addresses, in order."""
    return [_user(*match.groups()) for match in _USER.finditer(header)]


def _user(scheme: str, user: str, at: str | None, rest: str) -> str:
    if scheme.lower() != "tel" and not at and not user.startswith("+"):
        parameters = rest.partition("@")
        if not parameters[1]:
            return ""  # a host alone: nobody's name
        rest = parameters[0]
    return _placed(_plain(unquote(user)), rest)


def _placed(number: str, parameters: str) -> str:
    """Where a local number is of, its parameters tell (RFC 3966, 5.1.5)."""
    context = _CONTEXT.search(parameters)
    return f"{context[1]}{number}"[:LONGEST] if context and number and not number.startswith("+") else number


def _plain(text: str) -> str:
    text = text.strip()
    if text.lower() in _WITHHELD | _NOBODY:
        return ""
    return "" if _UNKEPT.search(text) else text[:LONGEST]


def _is_withheld(caller: str, privacy: str) -> bool:
    wishes = {each.strip().lower() for each in privacy.split(";")}
    return caller.strip().lower() in _WITHHELD or bool(wishes & _PRIVATE)
