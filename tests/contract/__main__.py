"""`python -m tests.contract`: which clauses each implementation does not keep, and why."""

from tests.contract.exceptions import table

print("\n".join(table()))
