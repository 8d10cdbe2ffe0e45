"""What the commands about versions read and show."""

from pathlib import Path

import click
import pytest

from ccengine.cli.flow import diff, versioned
from ccengine.cli.flow.load import share
from ccengine.flow.versions import NotAVersion
from ccengine.workers.versions.workshop import Workshop
from tests.unit.workers.test_versions import edit, home, wanted

CONTEXT, OPTION = click.Context(click.Command("load")), click.Option(["--canary"])


@pytest.mark.parametrize(("text", "value"), [("10%", 0.1), ("0.5%", 0.005), ("0.1", 0.1), ("99 %", 0.99), (None, 1.0)])
def test_a_share(text: str | None, value: float) -> None:
    assert share(CONTEXT, OPTION, text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "0", "0%", "1", "100%", "101%", "-1", "10 percent", "nan", "٣%", "1e-1"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no share"):
        share(CONTEXT, OPTION, text)


def test_two_versions_side_by_side(tmp_path: Path) -> None:
    place = home(tmp_path)
    first = Workshop(place).prepare(wanted()).versions["other"]
    edit("flows/part.yaml", "play: goodbye", "play: welcome")(place)
    edit("flows/scripts/helper.py", "1", "2")(place)
    (place.flows / "scripts" / "reckon.sh").write_text("")
    store = Workshop(place).store
    second = Workshop(place).prepare(wanted()).versions["other"]
    lines = list(diff._lines(store, diff._named(store, first[:8]), diff._named(store, second)))
    assert "-  a: {play: goodbye, next: done}" in lines
    assert "+  a: {play: welcome, next: done}" in lines
    assert lines[-4:] == [
        "prompts/zh/goodbye.wav: gone",
        "prompts/zh/welcome.wav: new",
        "flows/scripts/helper.py: changed",
        "flows/scripts/reckon.sh: new",
    ]
    for name in ("nothing", "../x", "*", ""):
        with pytest.raises(NotAVersion):
            diff._named(store, name)


def test_what_changed_and_what_lies_in_the_folder_for_nothing() -> None:
    new = {"port": "400", "flow": "hotline", "version": "a" * 64, "how": "load", "share": 1.0}
    gone = {**new, "port": "401", "flow": "", "version": ""}
    text = versioned.load({"changed": [new, gone], "apart": ["bill"]})
    assert text.splitlines() == [
        "400: hotline aaaaaaaaaa  (load)",
        "401: takes no calls any more",
        "bill: no port enters it; neither checked nor loaded",
    ]
    many = versioned.load({"changed": [], "apart": [f"f{n}" for n in range(25)]}).splitlines()
    assert (len(many), many[-1]) == (22, "5 more are not shown.")
    assert "the next `ccctl flow load` brings it back" in versioned.rollback({"changed": [new]})


def test_a_table_of_ports_with_a_canary() -> None:
    bound = {"version": "a" * 64, "flow": "hotline", "at": 0.0, "by": "\x1b[2Jme"}
    port = {"port": "400", "now": bound, "canary": {**bound, "version": "b" * 64}, "share": 0.1, "calls": 3, "limit": 5}
    gone = {**port, "port": "401", "now": None, "canary": None, "share": 0.0}
    lines = versioned.ports({"ports": [port, gone]}).splitlines()
    assert ["400" in lines[1], "aaaaaaaaaa" in lines[1], "90 %" in lines[1], lines[1].endswith("3/5")] == [True] * 4
    assert ["bbbbbbbbbb" in lines[2], "10 %" in lines[2]] == [True] * 2
    assert lines[3].startswith("401")
    assert "\x1b" not in "".join(lines)
