"""What a language has to know: one function a kind, and the prompts that they may name."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ccengine.flow.spoken.amounts import Money, Number, Span

KINDS = ("digits", "number", "date", "time", "duration", "money")


@dataclass(frozen=True, slots=True)
class Rules:
    digits: Callable[[str], list[str]]  # of 0-9, * and #
    number: Callable[[Number], list[str]]
    date: Callable[[datetime.date], list[str]]
    time: Callable[[datetime.time], list[str]]  # to the second
    duration: Callable[[Span], list[str]]
    money: Callable[[Money], list[str]]
    prompts: Mapping[str, frozenset[str]]  # by kind: all that may be named
