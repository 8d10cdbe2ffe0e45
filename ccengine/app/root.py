"""Private Debian roots: programs of another suite than the host's, run in place by their own loader, without root
rights, chroot or container.

In the cache:  debs/<kind>/   the fetched set with SHA256SUMS: carry this to a machine without network
               root/<kind>/   the root; .ccengine-root.json, written last, says that it is whole

Debian 12 has no Asterisk; sid carries the 22 series.  The tools and MariaDB (both for tests) come from a stable suite,
which does not move."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ccengine.app import manifest
from ccengine.app.aside import aside, put
from ccengine.app.debian import Progress, architecture, no_space
from ccengine.app.fetch import fetch_set
from ccengine.app.trouble import Trouble
from ccengine.app.unpack import unpack

TESTED_ASTERISK = 22
_FORMAT = 2  # of the root; another number has it unpacked anew
_MARKER = ".ccengine-root.json"
_TRIPLETS = {
    "amd64": ("x86_64-linux-gnu", "ld-linux-x86-64.so.2"),
    "arm64": ("aarch64-linux-gnu", "ld-linux-aarch64.so.1"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    packages: tuple[str, ...]
    main: str  # the package whose version is the root's version
    suites: dict[str, tuple[str, ...]]  # by family, in the order they are tried
    megabytes: int  # of disk while it is made


KINDS = {
    "asterisk": Kind(
        ("asterisk", "asterisk-core-sounds-en-wav", "asterisk-moh-opsound-wav"),
        "asterisk",
        {"debian": ("sid", "testing"), "ubuntu": ("", "questing", "plucky")},
        650,
    ),
    "tools": Kind(
        ("sip-tester", "espeak-ng"),
        "sip-tester",
        {"debian": ("bookworm", "trixie", "sid"), "ubuntu": ("", "noble", "jammy")},
        260,
    ),
    "mariadb": Kind(
        ("mariadb-server-core",),  # without the parts that make a service of it: the tests start it themselves
        "mariadb-server-core",
        {"debian": ("bookworm", "trixie", "sid"), "ubuntu": ("", "noble", "jammy")},
        600,
    ),
}


@dataclass(frozen=True, slots=True)
class Root:
    """A root that is whole.  `version` is Debian's version of its main package."""

    path: Path
    kind: str
    version: str
    arch: str

    @property
    def libraries(self) -> Path:
        return self.path / "usr/lib" / _TRIPLETS[self.arch][0]

    @property
    def major(self) -> int:
        upstream = self.version.rpartition(":")[2]
        return int(upstream.partition(".")[0])

    @property
    def warning(self) -> str:
        """A sentence when this version was not tested, else ""."""
        if self.kind != "asterisk" or self.major == TESTED_ASTERISK:
            return ""
        return f"Asterisk {self.major} was not tested with ccengine, {TESTED_ASTERISK} was: calls may behave otherwise"

    def argv(self, program: str, *args: str) -> list[str]:
        """The command that runs a program of this root by the root's own loader.  The process is then named as the
        loader is: supervise it by its pid."""
        for folder in ("usr/bin", "usr/sbin"):
            if (path := self.path / folder / program).is_file():
                break
        else:
            raise Trouble(f"{program} is not in {self.path}", f"remove {self.path} and start again")
        loader = self.libraries / _TRIPLETS[self.arch][1]
        # libpulse, which espeak-ng is linked to, keeps one library in a folder that its run path names absolutely
        found = [str(place) for place in (self.libraries, self.libraries / "pulseaudio") if place.is_dir()]
        return [str(loader), "--library-path", ":".join(found), "--argv0", program, str(path), *args]


def _silent(step: str, done: int, total: int) -> None:
    pass


def existing(kind: str, cache: Path) -> Root | None:
    """The root if it is whole and of this format; needs no lock, no network, and no right to write."""
    path = cache / "root" / kind
    try:
        marker = json.loads((path / _MARKER).read_text("utf-8"))
        if marker["format"] != _FORMAT or marker["packages"] != list(KINDS[kind].packages):
            return None
        return Root(path, kind, str(marker["version"]), str(marker["arch"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def _locked(cache: Path, kind: str) -> Iterator[None]:
    """One provisioning at a time per cache; the lock dies with its holder."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        file = (cache / f"{kind}.lock").open("w")
    except OSError as error:
        raise Trouble(
            f"the cache folder {cache} cannot be written: {error.strerror}",
            "name one that can: CCENGINE_CACHE=/path/to/cache",
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def provision(
    kind: str,
    cache: Path,
    mirror: str | None = None,
    from_dir: Path | None = None,
    progress: Progress = _silent,
) -> Root:
    """The root of `kind` ("asterisk" or "tools"), made if it is missing.

    `mirror`: an archive's URI instead of those of the host's apt.  `from_dir`: a fetched set of another machine (its
    cache folder, or the set's own): no network is used.  Raises Trouble."""
    cache = cache.absolute()
    if root := existing(kind, cache):
        return root
    with _locked(cache, kind):
        if root := existing(kind, cache):  # another process made it while we waited
            return root
        _room(cache, KINDS[kind].megabytes)
        debs = cache / "debs" / kind
        try:
            if from_dir is not None:
                _carry(from_dir, kind, debs, progress)
            elif not (debs / manifest.NAME).is_file():
                fetch_set(KINDS[kind].packages, KINDS[kind].suites, debs, mirror, progress)
            return _make(kind, cache, debs, progress)
        except OSError as error:
            raise no_space(cache) if error.errno == 28 else Trouble(f"{kind}: {error}") from error


def _room(cache: Path, megabytes: int) -> None:
    free = shutil.disk_usage(cache).free >> 20
    if free < megabytes:
        raise Trouble(
            f"{megabytes} MB are needed for a while in {cache}, {free} MB are free",
            "free some, or name a cache folder on another disk: CCENGINE_CACHE=/other/disk/cache",
        )


def _carry(from_dir: Path, kind: str, debs: Path, progress: Progress) -> None:
    """Take over a set that was fetched elsewhere; what is not listed with a sum is not taken."""
    places = [from_dir, from_dir / kind, from_dir / "debs" / kind]
    # the most particular place first: a plain folder of packages must not hide the one of this kind
    source = next((place for place in reversed(places) if (place / manifest.NAME).is_file()), None)
    if source is None:
        raise Trouble(
            f"{from_dir} holds no fetched set of {kind} ({manifest.NAME} and packages)",
            "copy the folder `debs` of the other machine's cache and name it",
        )
    if source.resolve() == debs.resolve():
        return
    step = f"copy the fetched set of {kind}"
    names = [*manifest.read(source), manifest.NAME]
    with aside(debs) as folder:
        for done, name in enumerate(names, 1):
            if not (source / name).is_file():
                raise Trouble(f"{source / name} is missing from the fetched set", "copy the whole folder again")
            shutil.copyfile(source / name, folder / name)
            progress(step, done, len(names))
        manifest.verify(folder)
        put(folder, debs)


def _make(kind: str, cache: Path, debs: Path, progress: Progress) -> Root:
    """Unpack aside, finish, mark, rename: a root in its place is a whole one."""
    sums = manifest.verify(debs, lambda done, total: progress(f"check {kind}", done, total))
    path = cache / "root" / kind
    with aside(path) as folder:
        unpack([debs / name for name in sums], folder, lambda done, total: progress(f"unpack {kind}", done, total))
        _finish(folder)
        version = _version(debs, KINDS[kind].main)
        marker = {"format": _FORMAT, "packages": KINDS[kind].packages, "version": version, "arch": _arch(debs, kind)}
        (folder / _MARKER).write_text(json.dumps(marker), "utf-8")
        os.sync()
        put(folder, path)
    root = existing(kind, cache)
    assert root is not None
    return root


def _finish(root: Path) -> None:
    """What the packages' own scripts would have done and is needed: the link to the default voice."""
    sounds = root / "usr/share/asterisk/sounds"
    if (sounds / "en_US_f_Allison").is_dir() and not (sounds / "en").exists():
        (sounds / "en").symlink_to("en_US_f_Allison")


def _field(debs: Path, package: str, field: str) -> str:
    found = sorted(debs.glob(f"{package}_*.deb"))
    if not found:
        raise Trouble(f"the fetched set in {debs} holds no package {package}", f"remove {debs} and fetch it anew")
    done = subprocess.run(["dpkg-deb", "-f", str(found[0]), field], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _version(debs: Path, package: str) -> str:
    return _field(debs, package, "Version")


def _arch(debs: Path, kind: str) -> str:
    """Of the set; one for another machine is told before it is run."""
    arch, here = _field(debs, KINDS[kind].main, "Architecture"), architecture()
    if arch not in _TRIPLETS or arch != here:
        raise Trouble(
            f"the packages are for {arch}, this machine is {here}" if arch != here else f"{arch} is not supported",
            f"fetch the set on a machine of this architecture ({' or '.join(_TRIPLETS)})",
        )
    return arch
