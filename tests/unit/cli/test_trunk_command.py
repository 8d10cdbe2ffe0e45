"""`ccsim trunk`, asked for what it cannot do: one message, exit code 2, and nothing is begun."""

from pathlib import Path

from click.testing import CliRunner

from ccengine.cli.ccengine import NOT_PLAYED
from ccengine.cli.trunk.command import command
from ccengine.cli.trunk.rest import busy


def test_a_trunk_that_is_none() -> None:
    done = CliRunner().invoke(command, ["nosuch"])
    assert done.exit_code == NOT_PLAYED == 2
    assert "nosuch is no folder with a trunk.yaml, and none that ships" in done.stderr


def test_a_home_of_another_run_is_not_played_on(tmp_path: Path) -> None:
    """It has that run's flows and books."""
    (tmp_path / "home" / "flows").mkdir(parents=True)
    done = CliRunner().invoke(command, ["smoke", "--report", str(tmp_path)])
    assert done.exit_code == NOT_PLAYED
    assert f"{tmp_path}/home is there already, of another run" in done.stderr
    assert [each.name for each in tmp_path.rglob("*")] == ["home", "flows"]


def test_a_folder_that_has_no_name_in_utf_8(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["smoke", "--report", str(tmp_path / "x\udcff")])
    assert (done.exit_code, "is not UTF-8" in done.stderr) == (2, True)
    assert [*tmp_path.iterdir()] == []


TRUNK = """\
trunk: t
calls: "4008001234"
lasts: 2s
arrivals: {every: 1s}
staff: {8001-8010: {}}
callers: {all: {does: talk}}
hostile: {scan: 1}
"""
CALM = TRUNK.replace("8010", "8004").replace("hostile: {scan: 1}\n", "")
FOUR = "agents: {8001-8004: {}}\nqueues: {service: {agents: 8001-8004}}\n"


def test_what_a_trunk_lacks_is_told_before_anything_is_made(tmp_path: Path) -> None:
    """Also into its own folder, of a trunk that is played with attackers."""
    site, report = tmp_path / "site", tmp_path / "site" / "report"
    site.mkdir()
    (site / "trunk.yaml").write_text(TRUNK)
    done = CliRunner().invoke(command, [str(site), "--report", str(report)])
    assert (done.exit_code, f"{site} has no settings.yaml" in done.stderr) == (NOT_PLAYED, True)
    (site / "settings.yaml").write_text(FOUR)
    done = CliRunner().invoke(command, [str(site), "--report", str(report)])
    assert done.exit_code == NOT_PLAYED
    assert "has no agent 8005, 8006, 8007, 8008, 8009 and 1 more, whom" in done.stderr
    assert not [*report.rglob("home")]
    assert sorted(each.name for each in (report / "site").iterdir()) == ["settings.yaml", "trunk.yaml"]


def test_a_number_that_no_port_has_is_told_before_anything_is_made(tmp_path: Path) -> None:
    """All would be refused, and lost."""
    site, report = tmp_path / "site", tmp_path / "report"
    (site / "flows").mkdir(parents=True)
    (site / "trunk.yaml").write_text(CALM.replace("4008001234", "4008009999"))
    (site / "settings.yaml").write_text(FOUR)

    def told() -> str:
        done = CliRunner().invoke(command, [str(site), "--report", str(report)])
        assert (done.exit_code, [*report.rglob("home")]) == (NOT_PLAYED, [])
        return done.stderr

    assert f"has no port for 4008009999, which {site}/trunk.yaml calls" in told()
    (site / "flows" / "ports.yaml").write_text("numbers: {4008001234: {flow: hotline}}\n")
    assert f"{site}/flows/ports.yaml has no port for 4008009999" in (said := told())
    assert "call one that it has (4008001234)" in said


def test_what_keeps_a_hotline_from_rest() -> None:
    quiet = {"books": {"behind_records": 0}, "recordings": {"due": 0}}
    assert [*busy({"engine": {"calls": 0}, "office": quiet})] == []
    late = {"books": {"behind_records": 7}, "recordings": {"due": 2}}
    assert [*busy({"engine": {"calls": 1}, "office": late})] == [
        "engine: 1 calls are still here",
        "office: 7 records are not booked",
        "office: 2 recordings are not put together",
    ]
    assert [*busy({"engine": None, "office": quiet})] == ["engine: it is away"]
