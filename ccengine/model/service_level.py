"""Service level: the share of callers who were served in time, by one of five formulas.

Which of the five was meant makes several points of difference on the same day, so a figure is never shown without its
formula.  Source: the five that ICMI lists (icmi.com, 2002) and Call Centre Helper repeats."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Formula(StrEnum):
    """By name.  `definition` is the formula in the letters of `Tally`."""

    SL1 = "SL1"
    SL2 = "SL2"
    SL3 = "SL3"
    SL4 = "SL4"
    SL5 = "SL5"

    @property
    def definition(self) -> str:
        return DEFINITIONS[self]


DEFINITIONS = {
    Formula.SL1: "(AT + BT) / (A + B)",
    Formula.SL2: "AT / A",
    Formula.SL3: "AT / (A + B)",
    Formula.SL4: "AT / (A + B - BT)",
    Formula.SL5: "(AT + BS) / (A + B)",
}

DEFAULT = Formula.SL4
"""Used most.  Who leaves within the promised time counts neither for nor against: SL1 and SL5 are raised by callers who
give up early, SL2 hides everybody who gives up, SL3 blames the queue for wrong numbers."""

LETTERS = {
    "A": "answered",
    "AT": "answered within the threshold",
    "B": "abandoned, the short ones too",
    "BT": "abandoned within the threshold",
    "BS": "abandoned within the short threshold",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of calls."""

    answered: int
    abandoned: int  # the short ones too
    answered_within: int
    abandoned_within: int
    abandoned_short: int


def service_level(formula: Formula, tally: Tally) -> float | None:
    """0 to 1; None when there is nobody to count."""
    a, b = tally.answered, tally.abandoned
    at, bt = tally.answered_within, tally.abandoned_within
    parts = {
        Formula.SL1: (at + bt, a + b),
        Formula.SL2: (at, a),
        Formula.SL3: (at, a + b),
        Formula.SL4: (at, a + b - bt),
        Formula.SL5: (at + tally.abandoned_short, a + b),
    }
    good, all_ = parts[formula]
    return float(Fraction(good, all_)) if all_ else None
