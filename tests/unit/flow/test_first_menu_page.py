"""What docs/manual/first-menu.md says of its menu holds, without a hotline: the page's own flow, call and cases."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccengine.app.shipped import shipped
from ccengine.cli.ccctl import main

PAGE = (Path(__file__).parents[3] / "docs" / "manual" / "first-menu.md").read_text("utf-8")
FILES = dict(re.findall(r"^cat > \$CCENGINE_HOME/(\S+) <<'END'\n(.*?)^END$", PAGE, re.MULTILINE | re.DOTALL))
TYPED, AT = re.findall(
    r"^printf '%s\\n' (.*) \| bin/ccctl flow try \S+/office.yaml --at \"(.*)\"$", PAGE, re.MULTILINE
)[0]


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    """As the page's commands leave it."""
    shutil.copytree(shipped("flows"), tmp_path / "flows", ignore=shutil.ignore_patterns("ports.yaml"))
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("2: repairs", "2: closed"), "utf-8")
    return tmp_path / "flows" / "office.yaml"


def test_a_message_is_kept(flow: Path) -> None:
    typed = "".join(f"{line}\n" for line in re.findall(r"'([^']*)'", TYPED))
    done = CliRunner().invoke(main, ["flow", "try", str(flow), "--at", AT], input=typed)
    assert "leave closed by recorded" in done.output, done.output
    assert re.search(r"message messages/\S+ 2s$", done.output, re.MULTILINE)


def test_its_cases(flow: Path) -> None:
    done = CliRunner().invoke(main, ["flow", "test", str(flow)])
    assert "ok      office: a message on Saturday" in done.output
    told = re.findall(r"^~/first-menu/(flows/tests/\S+: .*)$", PAGE, re.MULTILINE)
    assert told
    assert [line for line in told if f"{flow.parents[1]}/{line}\n" not in done.output] == [], done.output
