"""One run of a trunk: a hotline of its own, the calls, and what trunk, books and switch tell of them."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

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
from ccengine.cli.reconciled import booked
from ccengine.cli.trunk.health import Health
from ccengine.cli.trunk.home import call_ids, entered, sounds, wrap_ups
from ccengine.cli.trunk.hostile import Siege, honest, is_hostile
from ccengine.cli.trunk.judged import judged
from ccengine.cli.trunk.rest import RestCheck
from ccengine.cli.trunk.site import FLOWS, SETTINGS, check
from ccengine.cli.trunk.watch import Loops, progress
from ccengine.model.home import Home
from ccengine_sim.phone import Sim
from ccengine_sim.phone.agent import PhoneCall
from ccengine_sim.phone.visits import visits
from ccengine_sim.trunk import Breaker, Broken, Judged, Play, Report, Trunk, Watch, against_agents, plan, processes
from ccengine_sim.trunk.plan import Planned
from ccengine_sim.trunk.prompts import listen_again


def played(trunk: Trunk, source: Path, place: Path, seed: int, steps: Steps, siege: Siege | None = None) -> Report:
    """The trunk of the folder `source`, with its home and its traces in `place`.  Raises Trouble, BadInput, OSError,
    SippError, MediaError, Away, Refused."""
    home = Home(place / "home")
    if home.root.exists():
        raise Trouble(
            f"{home.root} is there already, of another run", f"remove it, or take another folder than {place}"
        )
    planned = plan(trunk, seed)
    check(trunk, source)
    make_home(home)
    shutil.copyfile(source / SETTINGS, home.settings)
    if (source / FLOWS).is_dir():
        shutil.copytree(source / FLOWS, home.flows, dirs_exist_ok=True)
    running = up(home, Wish(Overrides(("127.0.0.1", free_port("both"))), leashed=True), steps)
    try:
        report = asyncio.run(_report(trunk, planned, running, place, seed, steps, siege))
        report.source = _again(source)
        return report
    except BaseExceptionGroup as several:  # of what runs side by side: the first tells what happened
        raise _first(several) from several
    finally:
        with _once_more_is_ignored():
            down(home, steps)


@contextmanager
def _once_more_is_ignored() -> Iterator[None]:
    """Ctrl-C again, or what else ends a command (Ending): half a hotline would stay behind."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
        began, health = time.time(), Health(running.home)
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
            looked = await asyncio.gather(*beside, return_exceptions=True)
        if failed := [each for each in looked if isinstance(each, Exception)]:
            raise failed[0]  # figures of a part would be taken for the whole
        watch.look()
        at_rest = await rest.end(steps)
        with steps.step("trunk, books and switch are compared"):
            found = await asyncio.to_thread(judged, running.home, trunk, began, play.seen, breaker.done)
            _judge_agents(found, sim, began, play, breaker.done)
            found.differences += await asyncio.to_thread(lambda: [*health.faults(breaker.done)])
            records = honest(await asyncio.to_thread(booked, running.home, began))
        with steps.step("what callers heard after their keys is looked for"):
            await asyncio.to_thread(listen_again, play.seen, sounds(running.home))
        rings = visits(event for call in sim.rings for event in call.events)
        if siege is not None:
            with steps.step("what became of the attacks is looked for"):
                await asyncio.to_thread(siege.after, running, began, sim.rings)
    return Report(
        trunk.name, seed, play.seen, play.late, found.differences, watch.used(), watch.most(),
        explained=found.explained, on_record=found.ends, lacking=found.lacking, broken=breaker.done, trunk=trunk,
        rings=rings,
        entered=entered(running.home, began, records), wrap_up=wrap_ups(running.home, trunk.staff),
        samples=watch.samples, readings=loops.readings, calls=call_ids(play.seen, records), folder=str(place),
        rest=at_rest, untimely=found.untimely,
    )  # fmt: skip


def _judge_agents(found: Judged, sim: Sim, began: float, play: Play, broken: Sequence[Broken]) -> None:
    """By what their telephones saw since then.  Those who were rung for attackers are told of by the siege."""

    def since(rings: Iterable[PhoneCall]) -> list[PhoneCall]:
        return [ring for ring in rings if (ring.rung_at or 0.0) >= began and not is_hostile(ring.caller)]

    doubled = since(ring for phone in sim.phones.values() for ring in phone.doubled)
    against_agents(found, since(sim.rings), doubled, since(sim.strangers), play.seen, broken)


def _pids(home: Home, world: Mapping[str, int]) -> dict[str, int]:
    ours = {process.role: process.pid for process in of_home(home.root) if process.role != "other"}
    return ours | {"the trunk": os.getpid()} | {f"the trunk's {name}": pid for name, pid in world.items()}


def _again(source: Path) -> str:
    """By which `ccsim trunk` finds this folder again."""
    top = checkout()
    return source.name if top and source.parent == top / "sim" / "trunk" else quote(str(source))
