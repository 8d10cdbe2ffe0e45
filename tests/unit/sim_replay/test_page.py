"""docs/manual/replay.md: its commands, on the day of day.py, show what it shows.

`python -m tests.unit.sim_replay.test_page` writes what they show into the page."""

import re
import shlex
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import ccengine
from ccengine.cli.ccsim import main
from tests.unit.sim_replay.day import home

PAGE = Path(ccengine.__file__).parents[1] / "docs" / "manual" / "replay.md"
SHOWN = re.compile(r"^```sh\n(ccsim replay[^\n]*)\n```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown_by(command: str, at: Path) -> str:
    done = CliRunner().invoke(main, shlex.split(command)[1:], env={"LC_ALL": "C.UTF-8", "CCENGINE_HOME": str(at)})
    return done.output


@pytest.mark.many
def test_every_command_shows_what_stands_below_it(tmp_path: Path) -> None:
    shown = SHOWN.findall(PAGE.read_text("utf-8"))
    assert len(shown) == PAGE.read_text("utf-8").count("```sh\n") == 5
    at = home(tmp_path)
    for command, text in shown:
        assert shown_by(command, at) == text, command


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        at = home(Path(folder))
        text = SHOWN.sub(
            lambda found: f"```sh\n{found[1]}\n```\n\n```text\n{shown_by(found[1], at)}```", PAGE.read_text("utf-8")
        )
    PAGE.write_text(text, "utf-8")
