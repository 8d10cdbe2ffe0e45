"""How large an expression may be and how much it may do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExprLimits:
    """Told in messages by these names."""

    length: int = 1000  # characters of one expression, between {{ and }} (expr.length)
    text: int = 10_000  # characters of a text that holds expressions (expr.text)
    depth: int = 30  # things inside each other: brackets, calls, operators of different rank (expr.depth)
    steps: int = 10_000  # of one evaluation of a text, see meter.py (expr.steps)
    bytes: int = 1_000_000  # that one evaluation may make, all its values together (expr.bytes)


DEFAULT = ExprLimits()

NUMBER = 10**15
"""The largest whole number that is computed with, either sign: all below are exact as floats too."""
