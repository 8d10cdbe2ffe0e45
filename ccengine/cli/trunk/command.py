"""`ccsim trunk`: many callers and agents by real SIP and RTP, against a hotline of its own.

Exit codes: 0 clean; 1 a call was lost, sounded wrong, or trunk, books and switch differ; 2 what was asked for is
wrong, or could not be played: then there is no report; or the report could not be kept; 128 and the number of a signal
(130: Ctrl-C): there is none."""

import errno
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ccengine.app.shipped import checkout
from ccengine.app.steps import Steps
from ccengine.app.trouble import Trouble
from ccengine.cli.api import Away, Refused
from ccengine.cli.ccengine import NOT_PLAYED, fail
from ccengine.cli.ending import Ending
from ccengine.cli.home import Folder
from ccengine.cli.text import json_shown, shown
from ccengine.cli.trunk.hostile import Siege, in_turns
from ccengine.cli.trunk.session import played
from ccengine.cli.trunk.site import FILE, SETTINGS
from ccengine.cli.words import chinese, say
from ccengine.model.diagnostics import BadInput
from ccengine.model.files import read_file
from ccengine_sim.phone import MediaError, SippError
from ccengine_sim.trunk import Report, Trunk, parse_trunk
from ccengine_sim.trunk.attacked import Verdict
from ccengine_sim.trunk.report import as_data, markdown, page

NOT_CLEAN = 1


@click.command()
@click.argument("name")
@click.option("--seed", default=1, show_default=True, help="Who comes when, and has how much patience ...")
@click.option(
    "--report",
    "folder",
    type=Folder(path_type=Path, file_okay=False),
    help="Keep the report, the home and the traces here; else they go.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
def command(name: str, seed: int, folder: Path | None, as_json: bool) -> None:
    """Play the trunk NAME (smoke, or a folder with trunk.yaml and settings.yaml) against a hotline of its own."""
    ending = Ending()  # its hotline does not stay behind
    steps = Steps(sys.stderr)
    try:
        source = _source(name)
        trunk = parse_trunk(read_file(source / FILE), str(source / FILE))
        with _place(folder) as place:
            report = _both_ways(trunk, source, place, seed, steps)
            unkept = _keep(report, place)
    except (BadInput, Trouble) as error:
        fail(error, NOT_PLAYED)
    except (OSError, SippError, MediaError, Away, Refused) as error:
        fail(Trouble(f"{type(error).__name__}: {shown(str(error))}", _remedy(error)), NOT_PLAYED)
    except KeyboardInterrupt:
        fail(Trouble("interrupted: there is no report", "its hotline is stopped"), ending.code)
    if folder is None:
        steps.line("nothing of it is kept: --report DIR keeps report, home and traces")
    data, text = _told(report)
    click.echo(json_shown(data) if as_json else text, nl=as_json)
    if unkept:
        fail(unkept, NOT_PLAYED)
    if not report.clean:
        sys.exit(NOT_CLEAN)


def _remedy(error: Exception) -> str:
    match getattr(error, "errno", None):
        case errno.ENOSPC | errno.EDQUOT:
            return "make room on the disk of --report (without it, of the folder for temporary files)"
        case errno.EACCES | errno.EPERM | errno.ENOTDIR | errno.ENOENT | errno.EROFS:
            return "name another folder by --report"
        case _:
            return "its logs are in the home of the report: --report"


def _source(name: str) -> Path:
    """The folder of a trunk.  Raises Trouble."""
    top = checkout()
    shipped = top / "sim" / "trunk" if top else None
    for folder in (Path(name), *([shipped / name] if shipped else [])):
        if (folder / FILE).is_file():
            if not (folder / SETTINGS).is_file():
                remedy = "copy the site's own, or that of a trunk that ships, as sim/trunk/smoke"
                raise Trouble(f"{shown(str(folder))} has no {SETTINGS}", remedy)
            return folder
    known = ", ".join(sorted(each.name for each in shipped.iterdir() if each.is_dir())) if shipped else ""
    raise Trouble(f"{shown(name)} is no folder with a {FILE}, and none that ships", f"there is: {known}")


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.resolve()
        return
    place = Path(tempfile.mkdtemp(prefix="cc-trunk-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _both_ways(trunk: Trunk, source: Path, place: Path, seed: int, steps: Steps) -> Report | Verdict:
    """With attackers: also without them."""
    if not trunk.hostile:
        return played(trunk, source, place, seed, steps)

    def play(site: Path, run: Path, siege: Siege) -> Report:
        report = played(trunk, site, run, seed, steps, siege)
        if unkept := _keep(report, run):
            raise unkept
        return report

    return in_turns(trunk, source, place, seed, play)


def _told(report: Report | Verdict) -> tuple[dict[str, Any], str]:
    """As plain values, and as text."""
    if isinstance(report, Verdict):
        return report.as_dict(), report.markdown()
    return as_data(report), markdown(report, say)


def _keep(report: Report | Verdict, place: Path) -> Trouble | None:
    """Why it is not kept."""
    data, text = _told(report)
    try:
        (place / "report.json").write_text(json.dumps(data, indent=1, ensure_ascii=False), "utf-8")
        (place / "report.md").write_text(text, "utf-8")
        if isinstance(report, Report):
            (place / "report.html").write_text(page(report, say, "zh" if chinese() else "en"), "utf-8")
    except OSError as error:
        return Trouble(f"the report cannot be written: {error}", "make room in its folder, or name another")
    return None
