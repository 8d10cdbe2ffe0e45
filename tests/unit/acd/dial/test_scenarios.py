"""Every file of scenarios/: what happens, and what must be ordered.  `--rewrite` writes what is ordered now."""

from pathlib import Path

import pytest

from tests.unit.acd.dial.scenario import play, read
from tests.unit.acd.scenario import rewrite

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(path: Path, pytestconfig: pytest.Config) -> None:
    played = play(read(path))
    if pytestconfig.getoption("--rewrite", default=False):
        rewrite(path, played)
        return
    assert any(expected for _, expected, _ in played), "expects nothing"
    assert [expected for _, expected, _ in played] == [ordered for _, _, ordered in played]


def test_there_are_enough() -> None:
    assert len(FILES) >= 15
