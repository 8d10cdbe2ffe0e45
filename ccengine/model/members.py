"""Members: who they are, and how a caller shows that he is one.

A PIN is a `Secret` from the keys on; it leaves the engine for a worker, and nothing of it comes back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from ccengine.model.ids import Seconds
from ccengine.model.secret import Secret

SHORTEST_PIN, LONGEST_PIN = 6, 12
"""Digits.  A shorter one is guessed within a month at the rate that engine/attempts.py allows."""

LONGEST_NUMBER = 20
"""Digits of a member's number."""

PHONES = 3
"""Numbers that a member may have on file."""
LEARNED = 2
"""Further numbers from which he was known last, which count as his."""


PIN_HASH = re.compile(
    r"\$argon2id\$v=19\$m=([0-9]{1,6}),t=([0-9]{1,2}),p=([0-9])\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{22,86}"
)
"""What is kept of a PIN: workers/pins.py."""


class Verdict(StrEnum):
    KNOWN = "known"
    REFUSED = "refused"  # number or PIN is wrong: which of them, nobody is told
    LOCKED = "locked"  # too many wrong ones: this one was not looked at
    FAILED = "failed"  # nobody could look: the books are away, or no worker was free


@dataclass(frozen=True, slots=True)
class Member:
    number: str = ""
    name: str = ""
    kind: str = ""  # his class: `member.class` in flows

    def as_value(self) -> dict[str, str]:
        """As expressions see him, and the journal keeps him."""
        return {"number": self.number, "name": self.name, "class": self.kind}

    @classmethod
    def of(cls, value: Mapping[str, str]) -> "Member":
        return cls(value.get("number", ""), value.get("name", ""), value.get("class", ""))


NOBODY = Member()


@dataclass(frozen=True, slots=True)
class MemberSearch:
    """By `number`; without it, by the caller's phone."""

    caller: str  # his number's one form (model/numbering.py); "" when nobody knows it
    number: str = ""
    timeout: Seconds = 3.0


@dataclass(frozen=True, slots=True)
class MemberFound:
    number: str = ""  # "" when there is none, or more than one has that phone
    own: bool = False  # the caller's phone is one of his
    failed: str = ""  # why nobody could look


@dataclass(frozen=True, slots=True)
class MemberRequest:
    number: str  # as entered
    caller: str  # as in MemberSearch
    pin: Secret
    new_pin: Secret | None = None  # takes its place when it is right
    timeout: Seconds = 8.0  # for all of it: the wait for a worker, the books, the hash


@dataclass(frozen=True, slots=True)
class MemberAnswer:
    verdict: Verdict
    member: Member = NOBODY  # of KNOWN
    detail: str = ""  # of FAILED: why
    wait: Seconds = 0.0  # of LOCKED: so long until the next one is looked at


def weakness(pin: str, number: str = "") -> str:
    """Why this PIN is refused; "" for one that may stand.  `number`: the member's own."""
    if not (pin.isascii() and pin.isdecimal()):
        return "a PIN has digits only"
    if not SHORTEST_PIN <= len(pin) <= LONGEST_PIN:
        return f"a PIN has {SHORTEST_PIN} to {LONGEST_PIN} digits"
    if any(pin == (pin[:period] * len(pin))[: len(pin)] for period in range(1, len(pin) // 2 + 1)):
        return "a PIN must not repeat itself"
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if steps in ({1}, {9}):
        return "a PIN must not count up or down"
    if number and (pin in number or (number in pin and len(number) >= SHORTEST_PIN)):
        return "a PIN must not be the member's number"
    return ""
