"""apt in a folder of its own: fetches programs with everything they need, as any user, and changes nothing of the host.

Found out on Debian 12 (apt 2.6): an empty dpkg status file makes the closure complete (libc6 included); without
`Dir::Etc::parts` of our own the hooks of the host's apt.conf.d run, one of which empties the host's package cache;
`APT::Update::Error-Mode=any` is needed to have a failed update reported; a frozen mirror's Release is past its date."""

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree, which

from ccengine.app.sources import Mirror
from ccengine.app.trouble import Trouble

Progress = Callable[[str, int, int], None]
"""(step, done, total): called at the begin of a step with done=0 and at its end with done=total."""

_NO_NETWORK = re.compile(
    r"Could not resolve|Temporary failure resolving|Could not connect|Network is unreachable"
    r"|Connection (refused|timed out)|Unable to connect|Cannot initiate the connection"
)
_NO_SPACE = re.compile(r"No space left on device|enough free space|Disk quota exceeded", re.I)
_KEPT = re.compile(r"^(Acquire::(?:http|https|ftp|socks|Retries|ForceIPv[46])\b\S*) \"(.+)\";$")


@dataclass(frozen=True, slots=True)
class Source:
    """One archive and one of its suites."""

    uri: str
    suite: str
    components: tuple[str, ...]
    keyring: str

    def line(self) -> str:
        return f"deb [signed-by={self.keyring}] {self.uri} {self.suite} {' '.join(self.components)}\n"


class FetchFailed(Exception):
    """This source did not give the packages; another one may.  `unreachable`: nor will its other suites."""

    def __init__(self, text: str, unreachable: bool = False) -> None:
        super().__init__(text)
        self.unreachable = unreachable


def architecture() -> str:
    """dpkg's name of this machine's architecture."""
    need("dpkg", "dpkg-deb")
    return subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout.strip()


def need(*programs: str) -> None:
    for program in programs:
        if not which(program):
            raise Trouble(
                f"this machine has no {program}: the private Asterisk is made of Debian packages",
                "run on Debian or Ubuntu, or set `switch: external` to use an Asterisk of your own",
            )


def keyring_of(mirror: Mirror, family: str) -> str:
    """The archive's own key, that signs every suite; the keyring of one release may lack the key of another."""
    whole = f"/usr/share/keyrings/{family}-archive-keyring.gpg"
    for path in (whole, mirror.keyring):
        if path and os.access(path, os.R_OK):
            return path
    package = "ubuntu-keyring" if family == "ubuntu" else "debian-archive-keyring"
    raise Trouble(f"the archive's key is not on this machine ({whole})", f"as root: apt-get install {package}")


def _host_network_settings() -> str:
    """Proxies and the like of the host's own apt, and nothing else of it: its hooks are not ours to run."""
    dump = subprocess.run(["apt-config", "dump"], check=False, capture_output=True, text=True).stdout
    lines = [f'{match[1]} "{match[2]}";' for line in dump.splitlines() if (match := _KEPT.match(line))]
    return "".join(f"{line}\n" for line in lines)


class PrivateApt:
    """apt with state, cache, sources and settings in `folder`."""

    def __init__(self, folder: Path, source: Source) -> None:
        need("apt-get", "apt-config", "dpkg-deb")
        if any(char in str(folder) for char in '"\\\n;{}'):
            raise Trouble(f"apt cannot work in {str(folder)!r}", "choose a cache folder without quotes and braces")
        self.folder = folder
        self.source = source
        rmtree(folder, ignore_errors=True)
        for name in ("state/lists/partial", "cache/archives/partial", "etc/empty"):
            (folder / name).mkdir(parents=True)
        (folder / "status").write_text("")
        (folder / "etc/sources.list").write_text(source.line())
        (folder / "etc/apt.conf").write_text(_host_network_settings() + _CONF.format(d=folder))

    @property
    def archives(self) -> Path:
        return self.folder / "cache/archives"

    def _run(self, args: Sequence[str], step: str, progress: Progress) -> None:
        """apt-get with its progress; raises FetchFailed with apt's own words."""
        read, write = os.pipe()
        env = {**os.environ, "APT_CONFIG": str(self.folder / "etc/apt.conf"), "LC_ALL": "C"}
        progress(step, 0, 100)
        log = self.folder / "apt.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                ["apt-get", "-q", "-y", "-o", f"APT::Status-Fd={write}", *args],
                env=env, pass_fds=[write], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
            os.close(write)
            with open(read, encoding="utf-8", errors="replace") as status:
                for line in status:  # dlstatus:<item>:<percent>:<text>
                    fields = line.split(":")
                    if fields[0] == "dlstatus" and len(fields) > 2 and re.fullmatch(r"\d{1,3}\.\d+", fields[2]):
                        progress(step, min(99, int(float(fields[2]))), 100)
            code = process.wait()
        if code:
            self._blame(log.read_text("utf-8", "replace"))
        progress(step, 100, 100)

    def _blame(self, said: str) -> None:
        if _NO_SPACE.search(said):
            raise no_space(self.folder)
        errors = [line[3:] for line in said.splitlines() if line.startswith("E: ")] or said.splitlines()[-1:]
        raise FetchFailed("; ".join(errors)[:600], unreachable=bool(_NO_NETWORK.search(said)))

    def fetch(self, packages: Sequence[str], progress: Progress) -> list[Path]:
        """The .deb files of the packages and of all they depend on; apt has checked the archive's signature."""
        self._run(["update"], f"read the list of packages ({self.source.suite})", progress)
        self._run(["--download-only", "install", *packages], "fetch packages", progress)
        return sorted(self.archives.glob("*.deb"))


def no_space(folder: Path) -> Trouble:
    return Trouble(
        f"no space is left on the disk that holds {folder}",
        "free some, or name a cache folder on another disk: CCENGINE_CACHE=/other/disk/cache",
    )


_CONF = """\
Dir::State "{d}/state";
Dir::State::status "{d}/status";
Dir::Cache "{d}/cache";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "{d}/etc/sources.list";
Dir::Etc::sourceparts "{d}/etc/empty";
Dir::Etc::parts "{d}/etc/empty";
Dir::Etc::main "{d}/etc/none";
Dir::Etc::preferences "{d}/etc/none";
Dir::Etc::preferencesparts "{d}/etc/empty";
Acquire::Check-Valid-Until "false";
Acquire::Check-Date "false";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
"""
