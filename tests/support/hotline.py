"""A whole hotline of the shipped example: `bin/ccengine up` in a home of its own, on free ports, as a user would."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ccengine.app.down import down
from ccengine.app.example import make_example
from ccengine.app.init import make_home
from ccengine.app.ports import free_port
from ccengine.app.procs import Process, of_home
from ccengine.app.state import read_state
from ccengine.app.steps import Steps
from ccengine.model.home import Home

CHECKOUT = Path(__file__).parents[2]
LIMIT = 180  # seconds for a command that must end; ten times what the slowest takes


def ccengine(*args: str | Path, within: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, under the umask that hides least.  `within`: a prefix, as in ("unshare", "-rn")."""
    argv = [*within, str(CHECKOUT / "bin" / "ccengine"), *map(str, args)]
    return subprocess.run(argv, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=LIMIT, umask=0)


def up(home: Path, *args: str, within: tuple[str, ...] = ()) -> "Hotline":
    """`up --detach --json`; fails the test with what was said when it does not succeed."""
    done = ccengine("up", "--detach", "--json", "--home", home, *args, within=within)
    assert done.returncode == 0, f"up failed with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    (line,) = done.stdout.splitlines()
    return Hotline(Home(home), json.loads(line), done.stderr)


@dataclass(slots=True)
class Hotline:
    home: Home
    told: dict[str, Any]  # the object that `up --json` printed
    progress: str = field(repr=False, default="")

    @property
    def host(self) -> str:
        return str(self.told["sip"]).rpartition(":")[0]

    @property
    def port(self) -> int:
        return int(self.told["sip"].rpartition(":")[2])

    @property
    def number(self) -> str:
        return str(self.told["hotline"])

    def password(self, agent: str) -> str:
        return next(str(each["password"]) for each in self.told["agents"] if each["id"] == agent)

    def pid(self, role: str) -> int:
        """Of supervisor, asterisk, engine or office."""
        return next(process.pid for process in self.processes() if process.role == role)

    def processes(self) -> list[Process]:
        return of_home(self.home.root)

    def state(self) -> dict[str, Any]:
        return read_state(self.home)

    def down(self) -> None:
        done = ccengine("down", "--home", self.home.root)
        assert done.returncode == 0, done.stdout + done.stderr


class Logs:
    """The logs of a home, and what was written to them since a moment."""

    _ERROR = re.compile(r"\bERROR\b|\bCRITICAL\b|^Traceback ")
    _CROSSED = re.compile(r'"chan_pjsip\.c".*Session already DISCONNECTED')
    """No error: what chan_pjsip tells of a hang-up that crosses an answer or a join (docs/asterisk-notes.md)."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._seen: dict[Path, int] = {}
        self.mark()

    def _files(self) -> list[Path]:
        return [*sorted(self.home.log.glob("*.log")), self.home.asterisk / "log" / "messages"]

    def mark(self) -> None:
        self._seen = {path: path.stat().st_size for path in self._files() if path.exists()}

    def errors(self) -> list[str]:
        """Lines since the mark that tell of an error."""
        found = []
        for path in self._files():
            if path.exists():
                with path.open("rb") as file:
                    file.seek(min(self._seen.get(path, 0), path.stat().st_size))
                    lines = file.read().decode("utf-8", "replace").splitlines()
                bad = [n for n, line in enumerate(lines) if self._ERROR.search(line) and not self._CROSSED.search(line)]
                found += [f"{path.name}: {told(lines, n)}" for n in bad]
        return found


def told(lines: list[str], n: int) -> str:
    """This line; of a traceback all, with what was raised."""
    end = n + 1
    if lines[n].startswith("Traceback "):
        while end < len(lines) and lines[end - 1][:1] in "T ":
            end += 1
    return "\n".join(lines[n:end])


class Homes:
    """Homes for tests, all taken down at the end.  Short paths: sockets lie in them."""

    def __init__(self) -> None:
        self._all: list[Path] = []

    def new(self, settings: Callable[[str], str] = lambda text: text) -> Path:
        """A home that is set up but not started, its settings.yaml passed through a function."""
        home = self._folder()
        make_home(Home(home))
        file = Home(home).settings
        file.write_text(settings(file.read_text("utf-8")), "utf-8")
        return home

    def example(self, name: str) -> Path:
        """A home with an example that ships, set up but not started."""
        make_example(Home(home := self._folder()), name)
        return home

    def _folder(self) -> Path:
        self._all.append(home := Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp")))
        return home

    def start(self, settings: Callable[[str], str] = lambda text: text) -> Hotline:
        return up(self.new(settings), "--sip", free_sip())

    def close(self) -> None:
        """What `ccengine down` does, without its start."""
        while self._all:
            home = self._all.pop()
            down(Home(home), Steps())
            if "CCENGINE_KEEP_HOMES" not in os.environ:
                shutil.rmtree(home, ignore_errors=True)


def free_sip() -> str:
    return f"127.0.0.1:{free_port('both')}"
