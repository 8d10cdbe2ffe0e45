"""docs/situations.md: every situation has a scenario that is there, or one sentence that says why it has none."""

import re
from pathlib import Path

import pytest

TABLE = Path(__file__).parents[3] / "docs" / "situations.md"
SCENARIOS = {path.stem for path in (Path(__file__).parent / "scenarios").glob("*.txt")}
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| thread")
]


def named(text: str) -> set[str]:
    return {name for name in re.findall(r"`([a-z0-9-]+)`", text) if "-" in name}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:60])
def test_each_has_a_scenario_or_a_reason(row: list[str]) -> None:
    thread, happened, answer = row
    assert thread
    assert happened
    assert named(answer) <= SCENARIOS
    assert (answer.startswith("`") and named(answer)) or re.fullmatch(r"[A-Z`].*[^.]\.", answer)


def test_no_thread_has_two_rows() -> None:
    threads = [row[0] for row in ROWS]
    assert len(set(threads)) == len(threads)


def test_each_scenario_named_after_a_thread_is_in_the_table() -> None:
    after_threads = {name for name in SCENARIOS if re.search(r"-\d+-", name) or name.startswith(("vicidial", "ami-"))}
    assert after_threads <= set().union(*(named(row[2]) for row in ROWS))
    assert len(after_threads) >= 40
