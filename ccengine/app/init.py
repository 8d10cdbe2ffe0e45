"""The first start of a home: folders, settings, flows, prompts, ports and passwords.  What is there is never
overwritten; running it again adds what is missing."""

import os
import secrets
import shutil
from importlib.resources import files
from pathlib import Path

from ccengine.app.checks import free
from ccengine.app.shipped import shipped
from ccengine.app.trouble import Trouble
from ccengine.model.home import Home
from ccengine.model.ids import AgentId
from ccengine.model.runtime import Runtime
from ccengine.model.secret import Secret
from ccengine.model.settings import Settings

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a phone's password: typed by hand on a phone's keys, so nothing that looks alike."""

PRIVATE = 0o750
"""Of folders with callers' numbers and voices, or the sockets that rule everything, whatever the umask lets through."""

PASSWORD = 14  # letters: 69 bits
PORTS = range(21000, 32000)  # below the range from which the kernel gives ports to outgoing connections


def make_home(home: Home) -> list[str]:
    """Create what a home needs before its settings can be read.  What was made, for people."""
    made = []
    try:
        for folder, mode in (
            (home.root, 0o755),
            (home.music, 0o755),
            *((each, PRIVATE) for each in (home.journal, home.recordings, home.log, home.run)),
        ):
            if not folder.exists():
                folder.mkdir(mode, parents=True)
                made.append(folder.name + "/")
        if not home.settings.exists():
            _write(home.settings, default_settings(), 0o640)  # it may name a database and its password
            made.append(home.settings.name)
        made += [f"{kind}/" for kind, to in (("flows", home.flows), ("prompts", home.prompts)) if _copy(kind, to)]
    except OSError as error:
        raise Trouble(
            f"the home folder {home.root} cannot be set up: {error.strerror}: {error.filename or ''}",
            "choose one that can be written: --home DIR",
        ) from error
    return made


def default_settings() -> str:
    return files("ccengine.app").joinpath("settings.default.yaml").read_text("utf-8")


def _copy(kind: str, to: Path) -> bool:
    """What ships, if the folder is not there at all: whoever deleted a file of it meant it."""
    if to.exists():
        return False
    beside = to.with_name(f".{to.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(shipped("flows" if kind == "flows" else "prompts"), beside, ignore=_no_examples)
    for path in (beside, *beside.rglob("*")):  # what ships may be read-only
        path.chmod(0o755 if path.is_dir() else 0o644)
    beside.rename(to)
    return True


EXAMPLES = ("property",)
"""Folders of flows/ that are homes of their own: app/example.py."""


def _no_examples(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in EXAMPLES and Path(folder) == shipped("flows")]


def add_missing(home: Home) -> list[str]:
    """Copy shipped flows and prompts that the home does not have: what `ccengine init` does besides, for a home whose
    files were lost, or after an upgrade that brings new ones."""
    added = []
    for source, to in ((shipped("flows"), home.flows), (shipped("prompts"), home.prompts)):
        for path in sorted(source.rglob("*")):
            target = to / path.relative_to(source)
            if (
                path.is_file()
                and not target.exists()
                and (to != home.flows or _belongs(path.relative_to(source), home))
            ):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
                added.append(f"{to.name}/{path.relative_to(source)}")
    return added


def _belongs(flow: Path, home: Home) -> bool:
    """Calendars are everybody's.  The small hotline asks for a schedule that an example's home does not have,
    and would keep it from loading."""
    if flow.parts[0] == "calendar":
        return True
    return flow.parts[0] not in EXAMPLES and not any((home.flows / f"{name}.yaml").exists() for name in EXAMPLES)


def make_runtime(home: Home, settings: Settings, check_ports: bool) -> Runtime:
    """runtime.json, made or completed: a password for every agent, ports.  `check_ports`: nothing of this home runs,
    so that a port that is in use is somebody else's and another is chosen.  An Asterisk of the owner's own has the
    ports and the key in its files, and the manager's is in use by itself: they stay."""
    old, anew = read_runtime(home), check_ports and settings.switch == "managed"
    taken = {*range(settings.rtp[0], settings.rtp[1] + 1), settings.sip[1]}
    if settings.http:
        taken.add(settings.http[1])
    phones = dict(old.phones) if old else {}
    for agent in settings.agents:
        phones.setdefault(AgentId(agent), Secret("".join(secrets.choice(LETTERS) for _ in range(PASSWORD))))
    agi = _port(old.agi_port if old else None, anew, taken)
    ami = _port(old.ami_port if old else None, anew, taken | {agi})
    runtime = Runtime(
        agi_port=agi,
        ami_port=ami,
        ami_user=old.ami_user if old else "ccengine",
        ami_secret=old.ami_secret if old else Secret(secrets.token_urlsafe(24)),
        http_token=old.http_token if old else Secret(secrets.token_urlsafe(24)),
        phones=phones,
        agi_key=_agi_key(old, anew),
    )
    if old is None or runtime.to_json() != old.to_json():
        _write(home.runtime, runtime.to_json(), 0o600)
    return runtime


def _agi_key(old: Runtime | None, rendered_anew: bool) -> Secret:
    """A home of before has none, and gets one with a new dialplan alone: engine and dialplan must know the same."""
    if old is not None and (old.agi_key.reveal() or not rendered_anew):
        return old.agi_key
    return Secret(secrets.token_urlsafe(24))


def read_runtime(home: Home) -> Runtime | None:
    """None before the first start."""
    try:
        return Runtime.from_json(home.runtime.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Trouble(
            f"{home.runtime} (ports and passwords) cannot be read: {type(error).__name__}",
            f"restore it, or remove it and give the phones their new passwords: rm {home.runtime}",
        ) from error


def _port(old: int | None, check: bool, taken: set[int]) -> int:
    if old is not None and old not in taken and (not check or free("tcp", "127.0.0.1", old)):
        return old
    for _ in range(1000):
        port = secrets.choice(PORTS)
        if port not in taken and free("tcp", "127.0.0.1", port):
            return port
    raise Trouble("no free port was found on 127.0.0.1", "is another program taking them all?  See: ss -ltn")


def _write(path: Path, text: str, mode: int) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)
