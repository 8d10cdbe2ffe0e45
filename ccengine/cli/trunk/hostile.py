"""A trunk with attackers: the same plan without them and with them, in turns, and what the attackers got."""

import asyncio
import json
import shutil
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ccengine.app.ports import free_port
from ccengine.app.running import Running
from ccengine.cli.reconciled import booked
from ccengine.cli.trunk.site import FILE, FLOWS, SETTINGS
from ccengine.model.home import Home
from ccengine.model.runtime import Runtime
from ccengine.model.settings import parse_settings
from ccengine.switch.asterisk.dialstring import TRUNK
from ccengine.wire.cel import CelEvent, parse_cel
from ccengine_sim.hostile import CALLER, STRANGER, Attackers, Target, odd_lines
from ccengine_sim.phone.agent import PhoneCall
from ccengine_sim.trunk import Report, Trunk
from ccengine_sim.trunk.attacked import Lateness, Side, Verdict

PAIRS = 5
"""The median of so many ratios is judged: on two noisy cores those of one run were 1.05, 1.44 and 1.67."""
NAMES = ("without", "with")
SHOWN = 10
"""Odd lines of one run that are named; all are counted."""
OURS = (TRUNK, "PJSIP/agent")
"""How the channels of callers and agents begin.  Any other leads outside."""


class Siege:
    """Beside the calls of one run: what the attackers do, and what is found afterwards.  When it is not `attacked`
    nobody attacks, and the same is looked at."""

    def __init__(self, trunk: Trunk, seed: int, attacked: bool) -> None:
        self._trunk, self._seed, self._attacked = trunk, seed, attacked
        self._attackers = Attackers()
        self._faults: list[str] = []
        self._lateness = Lateness(0.0, 0.0)

    async def during(self, running: Running) -> None:
        """While the calls come."""
        if not self._attacked:
            return
        wanted = {
            "target": _target(running, self._trunk).to_json(),
            "rates": dict(self._trunk.hostile),
            "seed": self._seed,
            "lasts": self._trunk.lasts,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ccengine_sim.hostile",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        try:
            told, _ = await process.communicate(json.dumps(wanted).encode())
        except BaseException:
            process.kill()
            await process.wait()
            raise
        if process.returncode:
            self._faults.append(f"the attackers ended with code {process.returncode}")
            return
        self._attackers = Attackers.from_dict(json.loads(told))
        self._faults += self._attackers.weaker()

    def after(self, running: Running, since: float, rings: Sequence[PhoneCall]) -> None:
        """While the hotline is still on the air.  Raises Away, Refused."""
        home = running.home
        self._lateness = _lateness(home)
        self._faults += [*_rung(rings), *_lines(home)]
        self._faults += served(booked(home, since), parse_cel(home.channel_events.read_text("utf-8", "replace")))

    def side(self, report: Report) -> Side:
        return Side(report, self._lateness, self._faults, self._attackers)


Playing = Callable[[Path, Path, Siege], Report]


def in_turns(trunk: Trunk, source: Path, place: Path, seed: int, play: Playing) -> Verdict:
    """The plan of `source`, without attackers and with them, PAIRS times; every second pair begins with them, so that a
    machine that gets slower is slower for both.  `play`: a site, in a place."""
    site = place / "site"
    site.mkdir(parents=True, exist_ok=True)
    for name in (FILE, SETTINGS):  # and nothing else: `place` may lie within `source`
        shutil.copyfile(source / name, site / name)
    if (source / FLOWS).is_dir():
        shutil.copytree(source / FLOWS, site / FLOWS, dirs_exist_ok=True)
    settings = site / "settings.yaml"
    if parse_settings(settings.read_bytes(), str(settings)).http is None:  # a door more to knock at
        settings.write_text(settings.read_text("utf-8") + f"\nhttp: 127.0.0.1:{free_port()}\n", "utf-8")
    pairs = []
    for number in range(1, PAIRS + 1):
        sides = {}
        for attacked in (False, True) if number % 2 else (True, False):
            siege = Siege(trunk, seed, attacked)
            sides[attacked] = siege.side(play(site, place / f"{number}-{NAMES[attacked]}", siege))
        pairs.append((sides[False], sides[True]))
    return Verdict(trunk.name, pairs)


def honest(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without those of hostile callers."""
    return [record for record in records if not is_hostile(str(record["caller"]))]


def is_hostile(caller: str) -> bool:
    return caller.startswith((CALLER, STRANGER))


def _target(running: Running, trunk: Trunk) -> Target:
    host, _, sip = running.sip.rpartition(":")
    runtime = Runtime.from_json(running.home.runtime.read_text("utf-8"))
    settings = parse_settings(running.home.settings.read_bytes(), str(running.home.settings))
    users = [user for _, user, _ in running.phones]
    http = settings.http[1] if settings.http else 0
    return Target(host, int(sip), trunk.calls, users, settings.rtp, runtime.agi_port, runtime.ami_port, http)


def _rung(rings: Sequence[PhoneCall]) -> Iterator[str]:
    for ring in rings:
        if ring.caller.startswith((CALLER, STRANGER)):
            yield f"the phone of {ring.user} rang for the attacker {ring.caller}"


def served(records: Iterable[Mapping[str, Any]], events: Iterable[CelEvent]) -> Iterator[str]:
    """What records and channel events tell of strangers, of agents for attackers, and of channels that lead outside."""
    for record in records:
        caller = str(record["caller"])
        if caller.startswith(STRANGER) or (caller.startswith(CALLER) and record["agents"]):
            yield f"call {record['id']} of {caller} is on record: {record['outcome']}"
    told = set()
    for event in events:
        if event.unique not in told and (event.number.startswith(STRANGER) or not event.channel.startswith(OURS)):
            told.add(event.unique)
            yield f"the switch had a channel {event.channel} for {event.number or 'nobody'}"


def _lines(home: Home) -> Iterator[str]:
    """Without a crash's, which are looked for in every trunk."""
    odd = [line for line in odd_lines(home) if not line.trace]
    yield from map(str, odd[:SHOWN])
    if len(odd) > SHOWN:
        yield f"{len(odd) - SHOWN} more odd lines in the logs"


def _lateness(home: Home) -> Lateness:
    """As the engine tells it.  Raises OSError."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(10)
        asking.connect(str(home.engine_socket))
        asking.sendall(b'{"id": 1, "do": "metrics"}\n')
        with asking.makefile("rb") as lines:
            told = json.loads(lines.readline())["ok"]["loop_lateness"]
    return Lateness(told["sum"] / max(1, told["count"]), told["max"], told["max_cause"] or "")
