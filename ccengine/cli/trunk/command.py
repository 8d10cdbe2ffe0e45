"""`ccsim trunk`: many callers and agents by real SIP and RTP, against a hotline of its own.

Exit codes: 0 clean; 1 a call was lost, sounded wrong, or trunk, books and switch differ; 2 what was asked for is
wrong, or could not be played: then there is no report; or the report could not be kept."""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ccengine.app.cache import cache_folder
from ccengine.app.down import down
from ccengine.app.init import make_home
from ccengine.app.overrides import Overrides
from ccengine.app.ports import free_port
from ccengine.app.procs import of_home
from ccengine.app.running import Running
from ccengine.app.shipped import checkout
from ccengine.app.steps import Steps
from ccengine.app.tools import find
from ccengine.app.trouble import Trouble
from ccengine.app.up import Wish, up
from ccengine.cli.api import Away, Refused
from ccengine.cli.ccengine import NOT_PLAYED, fail
from ccengine.cli.home import Folder
from ccengine.cli.reconciled import booked
from ccengine.cli.text import json_shown, shown
from ccengine.cli.trunk.home import call_ids, entered, sounds, wrap_ups
from ccengine.cli.trunk.hostile import Siege, honest, in_turns
from ccengine.cli.trunk.judged import judged
from ccengine.cli.trunk.rest import RestCheck
from ccengine.cli.trunk.site import FILE, FLOWS, SETTINGS
from ccengine.cli.trunk.watch import Loops, progress
from ccengine.cli.words import chinese, say
from ccengine.model.diagnostics import BadInput
from ccengine.model.files import read_file
from ccengine.model.home import Home
from ccengine.model.settings import parse_settings
from ccengine_sim.phone import MediaError, Sim, SippError
from ccengine_sim.phone.visits import visits
from ccengine_sim.trunk import Breaker, Play, Report, Trunk, Watch, parse_trunk, plan, processes
from ccengine_sim.trunk.attacked import Verdict
from ccengine_sim.trunk.plan import Planned
from ccengine_sim.trunk.prompts import listen_again
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
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # its hotline does not stay behind
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
        told = f"{type(error).__name__}: {shown(str(error))}"
        fail(Trouble(told, "its logs are in the home of the report: --report"), NOT_PLAYED)
    data, text = _told(report)
    click.echo(json_shown(data) if as_json else text, nl=as_json)
    if unkept:
        fail(unkept, NOT_PLAYED)
    if not report.clean:
        sys.exit(NOT_CLEAN)


def _source(name: str) -> Path:
    """The folder of a trunk.  Raises Trouble."""
    top = checkout()
    shipped = top / "sim" / "trunk" if top else None
    for folder in (Path(name), *([shipped / name] if shipped else [])):
        if (folder / FILE).is_file():
            if not (folder / SETTINGS).is_file():
                raise Trouble(
                    f"{shown(str(folder))} has no {SETTINGS}", "copy the site's own, as in var/ of a checkout"
                )
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


def _played(trunk: Trunk, source: Path, place: Path, seed: int, steps: Steps, siege: Siege | None = None) -> Report:
    home = Home(place / "home")
    if home.root.exists():
        raise Trouble(
            f"{home.root} is there already, of another run", f"remove it, or take another folder than {place}"
        )
    planned = plan(trunk, seed)
    known = parse_settings((source / SETTINGS).read_bytes(), str(source / SETTINGS)).agents
    if strange := [agent for agent in trunk.staff if agent not in known]:
        told = f"{source / SETTINGS} has no agent {', '.join(strange[:5])}, whom {source / FILE} has in its staff"
        raise Trouble(shown(told), "the same agents in both")
    make_home(home)
    shutil.copyfile(source / SETTINGS, home.settings)
    if (source / FLOWS).is_dir():
        shutil.copytree(source / FLOWS, home.flows, dirs_exist_ok=True)
    running = up(home, Wish(Overrides(("127.0.0.1", free_port("both")))), steps)
    try:
        return asyncio.run(_report(trunk, planned, running, place, seed, steps, siege))
    except BaseExceptionGroup as several:  # of what runs side by side: the first tells what happened
        raise _first(several) from several
    finally:
        down(home, steps)


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    one = several.exceptions[0]
    return _first(one) if isinstance(one, BaseExceptionGroup) else one


async def _report(
    trunk: Trunk,
    planned: Sequence[Planned],
    running: Running,
    place: Path,
    seed: int,
    steps: Steps,
    siege: Siege | None,
) -> Report:
    host, _, port = running.sip.rpartition(":")
    passwords = {user: secret.reveal() for _, user, secret in running.phones}
    sipp = find("sipp", cache_folder(running.home.root))
    async with Sim((host, int(port)), sipp, place / "traces", False, processes(planned)) as sim:
        play = Play(sim, trunk, planned, seed)
        breaker = Breaker(running.home, play.switch_died, play.register_again)
        watch = Watch(lambda: _pids(running.home, sim.pids))
        with steps.step(f"{len(trunk.staff)} agents log in"):
            await play.staff(passwords)
        rest = RestCheck(running.home, play, trunk, lambda: _pids(running.home, {}))
        await rest.begin(steps)
        began = time.time()
        loops = Loops(running.home)
        looking = (watch.forever(), loops.forever(), progress(play, steps), rest.forever())
        beside = [asyncio.create_task(each) for each in looking]
        try:
            with steps.step(f"trunk {trunk.name}"):
                async with asyncio.TaskGroup() as group:
                    group.create_task(breaker.run(trunk.faults))
                    if siege is not None:
                        group.create_task(siege.during(running))
                    await play.run()
        finally:
            for task in beside:
                task.cancel()
        watch.look()
        at_rest = await rest.end(steps)
        with steps.step("trunk, books and switch are compared"):
            found = await asyncio.to_thread(judged, running.home, began, play.seen, breaker.done)
            records = honest(await asyncio.to_thread(booked, running.home, began))
        with steps.step("what callers heard after their keys is looked for"):
            await asyncio.to_thread(listen_again, play.seen, sounds(running.home))
        rings = visits(event for call in sim.rings for event in call.events)
        if siege is not None:
            with steps.step("what became of the attacks is looked for"):
                await asyncio.to_thread(siege.after, running, began, sim.rings)
    return Report(
        trunk.name, seed, play.seen, play.late, found.differences, watch.used(), watch.most(),
        explained=found.explained, on_record=found.ends, broken=breaker.done, trunk=trunk, rings=rings,
        entered=entered(running.home, began, records), wrap_up=wrap_ups(running.home, trunk.staff),
        samples=watch.samples, readings=loops.readings, calls=call_ids(play.seen, records), folder=str(place),
        rest=at_rest,
    )  # fmt: skip


def _both_ways(trunk: Trunk, source: Path, place: Path, seed: int, steps: Steps) -> Report | Verdict:
    """With attackers: also without them."""
    if not trunk.hostile:
        return _played(trunk, source, place, seed, steps)

    def play(site: Path, run: Path, siege: Siege) -> Report:
        report = _played(trunk, site, run, seed, steps, siege)
        if unkept := _keep(report, run):
            raise unkept
        return report

    return in_turns(trunk, source, place, seed, play)


def _told(report: Report | Verdict) -> tuple[dict[str, Any], str]:
    """As plain values, and as text."""
    if isinstance(report, Verdict):
        return report.as_dict(), report.markdown()
    return as_data(report), markdown(report, say)


def _pids(home: Home, world: Mapping[str, int]) -> dict[str, int]:
    ours = {process.role: process.pid for process in of_home(home.root) if process.role != "other"}
    return ours | {"the trunk": os.getpid()} | {f"the trunk's {name}": pid for name, pid in world.items()}


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
