"""docs/manual/first-menu.md, every command of it, one after the other in one shell; what it shows is what comes."""

import os
import re
import subprocess
from pathlib import Path

from ccengine.model.home import Home
from tests.support.hotline import CHECKOUT, Homes, free_sip

PAGE = (CHECKOUT / "docs" / "manual" / "first-menu.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(sh|text)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LIMIT = 600  # seconds for all of it, a start and an end of the hotline among them
BEGIN = "---- block"


def script(sip: str) -> str:
    """The page's commands; the hotline gets a port that is free."""
    lines = ["set -e"]
    for number, (kind, text) in enumerate(BLOCKS):
        if kind == "sh":
            lines += [f"echo '{BEGIN} {number}'", text]
            if "ccengine init" in text:
                lines.append(f"sed -i 's/^sip: [^ ]*/sip: {sip}/' $CCENGINE_HOME/settings.yaml")
    return "\n".join(lines)


def outputs(text: str) -> dict[int, str]:
    parts = re.split(rf"^{BEGIN} (\d+)\n", text, flags=re.MULTILINE)
    return {int(number): output for number, output in zip(parts[1::2], parts[2::2], strict=True)}


def test_every_command(homes: Homes) -> None:
    home = homes.new()
    told = Path(os.path.realpath(home))
    environment = {**os.environ, "HOME": str(told), "USER": "newcomer", "CCENGINE_HOME": ""}
    try:
        done = subprocess.run(
            ["bash", "-c", script(free_sip())], cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=LIMIT,
        )  # fmt: skip
    finally:
        argv: list[str | Path] = [CHECKOUT / "bin" / "ccengine", "down", "--home", told / "first-menu"]
        subprocess.run(argv, cwd=CHECKOUT, check=True, capture_output=True, timeout=LIMIT)
    assert done.returncode == 0, done.stdout
    found = outputs(done.stdout.replace(str(told), "~"))
    shown = [number for number, (kind, _) in enumerate(BLOCKS) if kind == "text"]
    assert len(shown) == 4
    for number in shown:
        assert found[number - 1] == BLOCKS[number][1]
    assert "office" in found[max(n for n, (_, text) in enumerate(BLOCKS) if "flow versions" in text)]
    assert "flow: office" in (Home(told / "first-menu").flows / "ports.yaml").read_text("utf-8")
