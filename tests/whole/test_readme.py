"""The READMEs' commands on flows, one after the other, as they stand there."""

import os
import re
import subprocess

from tests.support.hotline import CHECKOUT, LIMIT, Hotline

COMMAND = re.compile(r"^    (bin/ccctl flow .*?)(?:  .*)?$", re.MULTILINE)


def commands_of(readme: str) -> list[str]:
    return COMMAND.findall((CHECKOUT / readme).read_text("utf-8"))


def test_the_commands_on_flows(hotline: Hotline) -> None:
    commands = commands_of("README.md")
    assert len(commands) == 7
    assert commands_of("README.zh-CN.md") == commands
    home = hotline.home.root
    file = home / "flows" / "hotline.yaml"
    as_it_was = file.read_bytes()
    environment = {**os.environ, "CCENGINE_HOME": str(home)}
    for command in commands:
        if "load" in command:  # something to load
            file.write_text(file.read_text("utf-8").replace("tries: 3", "tries: 2"), "utf-8")
        done = subprocess.run(  # noqa: S602
            command.replace("var/flows", str(home / "flows")), shell=True, cwd=CHECKOUT, env=environment,
            input="1\nhang up\n", capture_output=True, text=True, check=False, timeout=LIMIT,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    file.write_bytes(as_it_was)
    subprocess.run([CHECKOUT / "bin" / "ccctl", "flow", "load"], check=True, capture_output=True, env=environment)
