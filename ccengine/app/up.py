"""Putting a home on the air: all set-up that is missing, then the supervisor; ready when all three are."""

import json
import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ccengine.app import origins, overrides, state
from ccengine.app.cache import cache_folder
from ccengine.app.checks import check_paths, check_sip
from ccengine.app.down import LEFT_OVER, stop_everything
from ccengine.app.init import make_home, make_runtime, read_runtime
from ccengine.app.logs import readable
from ccengine.app.music import check_music
from ccengine.app.overrides import Overrides
from ccengine.app.procs import Held, of_home, stop_all, wait_gone
from ccengine.app.root import existing, provision
from ccengine.app.running import Running
from ccengine.app.spawn import spawn
from ccengine.app.state import HomeLock
from ccengine.app.steps import Steps
from ccengine.app.trouble import Trouble
from ccengine.app.versions import hotlines, missing_calendars, prepare
from ccengine.model.home import Home
from ccengine.model.music import music_of

READY_LIMIT = 120.0  # seconds from the start of the three until all are ready; 2 are usual


@dataclass(frozen=True, slots=True)
class Wish:
    """What `up` was asked for.  `leashed`: the hotline is taken off when the calling process ends, however it does."""

    overrides: Overrides = field(default_factory=Overrides)
    mirror: str | None = None
    from_dir: Path | None = None
    leashed: bool = False


def up(home: Home, wish: Wish, steps: Steps) -> Running:
    """Raises Trouble or BadInput, having started nothing that stays."""
    with steps.step(f"home {home.root}"):
        made = make_home(home)
    if made:
        steps.line(f"     - made {', '.join(made)}")
    lock = HomeLock(home, "up")
    if not lock.take():
        steps.line(f"       another up or down (process {lock.holder()}) is at work on this home: waiting for it")
        lock.take(wait=True)
    try:
        supervisor = HomeLock(home, "supervisor").holder()
        if supervisor is not None:
            return _already(home, wish, supervisor, steps)
        return _start(home, wish, steps)
    finally:
        lock.release()


def _already(home: Home, wish: Wish, supervisor: int, steps: Steps) -> Running:
    wanted, has = wish.overrides, state.read_state(home)
    sip, trunk = has.get("sip", ["", 0]), has.get("trunk")
    if (wanted.sip and list(wanted.sip) != sip) or (wanted.trunk and list(wanted.trunk) != trunk):
        text = f"this home is on the air already, at {sip[0]}:{sip[1]}, with another --sip or --trunk"
        raise Trouble(text, "first: ccengine down")
    if has.get("settings") not in (None, overrides.fingerprint(home)):
        steps.line(f"  WARN {home.settings.name} was changed since the start: it counts after down and up")
    settings = overrides.settings_of(home)
    if sip[1]:
        settings = replace(settings, sip=(str(sip[0]), int(sip[1])))
    runtime = make_runtime(home, settings, check_ports=False)
    with steps.step(f"on the air already (process {supervisor})"):
        _wait_ready(home, supervisor, Steps(), 0, quiet=True)
    return Running.of(home, settings, runtime, supervisor, hotlines(home), already=True)


def _start(home: Home, wish: Wish, steps: Steps) -> Running:
    with steps.step("settings"):
        settings = overrides.settings_of(home, wish.overrides)
    with steps.step("flows and prompts"):
        prepared = prepare(home, settings)
    for each in missing_calendars(home, settings):
        steps.line(f"  WARN {each}")
    check_music(home, settings)
    check_paths(home)
    if why := origins.provide(home, settings):
        steps.line(f"  WARN {why}")
    if settings.switch == "managed":
        _provide_asterisk(home, wish, steps)
    left = _adoptable(home, wish, steps)
    make_runtime(home, settings, check_ports=not left)
    runtime = read_runtime(home)
    assert runtime is not None
    if settings.switch == "managed" and "asterisk" not in left:
        with steps.step(f"SIP port {settings.sip[0]}:{settings.sip[1]} is free"):
            check_sip(settings)
    overrides.save(home, wish.overrides)
    if not left:
        _accept(home, prepared, music_of(home, settings) or ())
    pid = _launch(home, steps, wish.leashed)
    return Running.of(home, settings, runtime, pid, hotlines(home), already=False)


def _accept(home: Home, prepared: dict[str, Any], music: Iterable[str]) -> None:
    """Keep what was checked: see Home.accepted."""
    there, beside = home.run / "accepted", home.run / ".accepted.new"
    for old in (beside, there):
        shutil.rmtree(old, ignore_errors=True)
    beside.mkdir()
    (beside / home.load.name).write_text(json.dumps(prepared), "utf-8")
    shutil.copyfile(home.settings, beside / home.settings.name)
    for name in music:
        (beside / home.music.name / name).mkdir(parents=True)
    beside.rename(there)


def _provide_asterisk(home: Home, wish: Wish, steps: Steps) -> None:
    cache = cache_folder(home.root)
    if existing("asterisk", cache):
        steps.line(f"    ok Asterisk is in {cache}")
    else:
        with steps.step("Asterisk"):
            provision("asterisk", cache, wish.mirror, wish.from_dir, steps.progress)
    root = existing("asterisk", cache)
    if root and root.warning:
        steps.line(f"  WARN {root.warning}")


def _adoptable(home: Home, wish: Wish, steps: Steps) -> set[str]:
    """Roles that a dead supervisor left running and a new one can adopt: those that were started with the same
    settings.  Others are stopped."""
    left = {process.role for process in of_home(home.root)} - {"spare"}
    if not left:
        return left
    same = overrides.load(home) == wish.overrides
    if same and state.read_state(home).get("settings") == overrides.fingerprint(home):
        steps.line(f"     - a supervisor died and left {', '.join(sorted(left))} running: adopted")
        return left
    with steps.step(f"a supervisor died and left {', '.join(sorted(left))} with other settings: stopped"):
        stop_all(home.root, LEFT_OVER, limit=10.0)
        wait_gone(home.root, 5.0)
    return set()


def _launch(home: Home, steps: Steps, leashed: bool) -> int:
    state.state_file(home).unlink(missing_ok=True)
    log = home.log / "supervisor.log"
    begin = log.stat().st_size if log.exists() else 0
    try:
        pid = spawn("ccengine.app.supervisor", home, *(["--leash", str(os.getpid())] if leashed else []))
        _wait_ready(home, pid, steps, begin)
    except BaseException:  # also an interrupt, at any place: what was begun is taken back
        stop_everything(home)
        raise
    return pid


def _wait_ready(home: Home, pid: int, steps: Steps, log_from: int, quiet: bool = False) -> None:
    """Until supervisor `pid` says that all are ready.  In a first start (not `quiet`) one failure is final."""
    log = home.log / "supervisor.log"
    try:
        held = Held(pid)
    except ProcessLookupError:
        raise Trouble(f"the supervisor ended:\n{_last_words(log, log_from)}", f"see {log}") from None
    began = time.monotonic()
    told: set[str] = set()
    while True:
        now = state.read_state(home)
        if now.get("pid") == pid:
            for name, child in now.get("children", {}).items():
                if child["state"] == "ready" and name not in told:
                    told.add(name)
                    if not quiet:
                        steps.line(f"    ok {name}", time.monotonic() - began)
                if child["why"] and not quiet:
                    raise _failure(home, name, str(child["why"]))
            if now.get("ready"):
                held.close()
                return
        if held.ended(0.05):
            raise Trouble(f"the supervisor ended:\n{_last_words(log, log_from)}", f"see {log}")
        if time.monotonic() - began > READY_LIMIT:
            waits = [name for name, child in now.get("children", {}).items() if child["state"] != "ready"]
            raise Trouble(f"not ready after {READY_LIMIT:.0f} s: {', '.join(waits)}", f"see the logs in {home.log}")


def _failure(home: Home, name: str, why: str) -> Trouble:
    if not why.startswith("it "):  # it could not be started, and that says why
        return Trouble(why)
    log = home.asterisk / "log" / "messages" if name == "asterisk" else home.log / f"{name}.log"
    return Trouble(f"{name}: {why}\n{_last_words(log)}", f"see {log}")


def _last_words(log: Path, start: int = 0, lines: int = 12) -> str:
    try:
        with log.open("rb") as file:
            file.seek(start)
            text = file.read()[-8192:].decode("utf-8", "replace")
    except OSError:
        return f"there is no {log}"
    return "\n".join(map(readable, text.splitlines()[-lines:])) or "without a word"
