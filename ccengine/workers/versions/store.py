"""`<home>/versions`: what was loaded, each thing once, named by its bytes.

    <id>.json                  a version's manifest; its name is the digest of its bytes
    objects/<digest>.yaml      a flow, schedules, a calendar
    objects/<digest>.wav       a prompt
    scripts/<digest>/          a folder of scripts
    ready/<stamp>/<id>         what the engine takes (ready.py); can be made again

Files are copied, not linked: a prompt that is written over in the home must not change the version that holds it.
Nothing is ever written over here; what is not whole has another name until it is."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ccengine.flow.versions import Manifest, NotAVersion, digest
from ccengine.model.ids import VersionId, short

MANY = 64  # new files from which on the whole disk is synced at once


class Changed(Exception):
    """A file was written while it was read: read all of it again."""


class Store:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._new: list[Path] = []  # written, and perhaps not on disk yet
        self._whole: set[str] = set()  # objects that have been seen to be what their name says
        self._there: set[str] = set()  # of these, those that were there since `look_again`

    # -- in

    def look_again(self) -> None:
        """What was there may be gone: a load begins."""
        self._there.clear()

    def keep(self, name: str, suffix: str, read: Callable[[], bytes]) -> None:
        """The bytes of this digest.  Raises Changed when they are others, OSError."""
        file = name + suffix
        if file in self._there:
            return
        path = self._object(name, suffix)
        if not (path.exists() and (file in self._whole or digest(path.read_bytes()) == name)):
            data = read()  # it is new, or was spoilt: a machine that lost its power, a hand
            if digest(data) != name:
                raise Changed(name)
            self._write(path, data, 0o444)
        self._whole.add(file)
        self._there.add(file)

    def keep_manifest(self, manifest: Manifest, scripts: Path) -> VersionId:
        """`scripts`: the folder that the manifest's scripts are in.  Raises Changed, OSError."""
        if (folder := self.scripts(manifest)) and not Path(folder).exists():
            self._keep_scripts(manifest, scripts, Path(folder))
        version = manifest.id
        path = self.root / f"{version}.json"
        if not path.exists():
            self._write(path, manifest.to_bytes(), 0o444)
        return version

    def _keep_scripts(self, manifest: Manifest, source: Path, to: Path) -> None:
        beside = to.with_name(f".{to.name}.{os.getpid()}")
        shutil.rmtree(beside, ignore_errors=True)
        for name, said in manifest.scripts.items():
            data = (source / name).read_bytes()
            if digest(data) != said.partition(" ")[0]:
                raise Changed(name)
            self._write(beside / name, data, 0o555 if said.endswith(" x") else 0o444)
        try:
            beside.rename(to)
        except OSError:
            if not to.exists():  # else another was quicker
                raise
        self._new = [path for path in self._new if beside not in path.parents]
        self._new += [to / name for name in manifest.scripts]

    def _write(self, path: Path, data: bytes, mode: int) -> None:
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        with _new_file(beside) as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
        beside.rename(path)
        self._new.append(path)

    def settle(self) -> None:
        """All that was kept is on disk: the journal is about to rely on it."""
        new, self._new = self._new, []
        if len(new) > MANY:
            os.sync()
            return
        for path in [*new, *{each.parent for each in new}]:
            fd = os.open(path, os.O_RDONLY)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)

    # -- out

    def holds(self, version: str) -> bool:
        return os.path.exists(f"{self.root}/{version}.json")

    def manifest(self, version: str) -> Manifest:
        """Raises NotAVersion."""
        try:
            return Manifest.from_bytes((self.root / f"{version}.json").read_bytes(), version)
        except OSError as error:
            raise NotAVersion(f"version {short(version)} is not in {self.root}: {error.strerror}") from None

    def text(self, name: str) -> bytes:
        """The bytes of a flow, or of a file of schedules.  Raises NotAVersion."""
        return self._read(name, ".yaml")

    def check(self, manifest: Manifest) -> None:
        """Every byte of it is still what its name says.  Raises NotAVersion."""
        for name in manifest.flows.values():
            self._read(name, ".yaml")
        for names in manifest.prompts.values():
            for name in names.values():
                self._read(name, ".wav")
        for name in manifest.schedules.values():
            self._read(name, ".yaml")
        for path, said in manifest.scripts.items():
            file = Path(self.scripts(manifest)) / path
            try:
                data = file.read_bytes()
            except OSError as error:
                raise NotAVersion(f"{file} is gone: {error.strerror}") from None
            if digest(data) != said.partition(" ")[0]:
                raise NotAVersion(f"{file} was changed after it was loaded")

    def _read(self, name: str, suffix: str) -> bytes:
        path = self._object(name, suffix)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise NotAVersion(f"{path} is gone: {error.strerror}") from None
        if digest(data) != name:
            raise NotAVersion(f"{path} was changed after it was loaded")
        return data

    def prompts(self, manifest: Manifest) -> dict[str, dict[str, str]]:
        """Paths without suffix, by language and name."""
        return {
            language: {name: f"{self.root}/objects/{each}" for name, each in names.items()}
            for language, names in manifest.prompts.items()
        }

    def scripts(self, manifest: Manifest) -> str:
        """The folder; "" for none."""
        return str(self.root / "scripts" / manifest.scripts_id) if manifest.scripts else ""

    def _object(self, name: str, suffix: str) -> Path:
        return self.root / "objects" / f"{name}{suffix}"


def _new_file(path: Path) -> BinaryIO:
    """In a folder that may have to be made; one that a process of this number left unfinished is taken away."""
    while True:
        try:
            return path.open("xb", 0)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            path.unlink()
