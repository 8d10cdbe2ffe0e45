"""What an implementation cannot do.  Nothing else is skipped."""

from collections.abc import Iterable

from tests.contract.clauses import written

EXCEPTIONS: dict[str, dict[int, str]] = {
    "scripted": {},
    "asterisk": {},
}
"""Implementation -> number of the clause -> why it cannot be kept.  Its test runs all the same and must fail: an
exception that is none any more is found."""


def table(lines: Iterable[str] = EXCEPTIONS) -> list[str]:
    """For people: every implementation, how much of the contract it keeps, and what not."""
    clauses = written()
    rows: list[str] = []
    for line in lines:
        broken = EXCEPTIONS[line]
        rows.append(f"{line}: {len(clauses) - len(broken)} of {len(clauses)} clauses")
        rows += [f"    {number:3d}. {clauses[number]}\n         {why}" for number, why in sorted(broken.items())]
    return rows
