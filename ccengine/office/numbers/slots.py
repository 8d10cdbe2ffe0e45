"""A time as its quarter of an hour since the epoch, in SQL.

Every time zone of today is a whole number of quarters away from UTC, before and after each change of its clocks.  So
quarters can be counted without knowing of zones, and any local interval of 15 minutes or more is put together of whole
quarters afterwards (grid.py): exactly, and by the same SQL on both databases."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

SLOT = 900
"""Seconds."""


class slot(FunctionElement[int]):
    """The number of the quarter in which a time (seconds since the epoch, not negative) lies."""

    inherit_cache = True
    name = "slot"
    type = BigInteger()


@compiles(slot)
def _floor(element: slot, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(FLOOR(({compiler.process(element.clauses, **kw)}) / {SLOT}) AS BIGINT)"


@compiles(slot, "sqlite")
def _cut(element: slot, compiler: SQLCompiler, **kw: Any) -> str:
    """FLOOR is not in every SQLite; its CAST cuts, which is the same for times after 1970."""
    return f"CAST(({compiler.process(element.clauses, **kw)}) / {SLOT} AS INTEGER)"
