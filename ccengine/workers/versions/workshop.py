"""ports.yaml and all the flows that it leads to -> versions, or all that is wrong with them.

What was read and checked before and is the same still is not read again: so one changed flow of five hundred costs
little more than itself."""

import gc
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from zlib import crc32

from ccengine.flow.bundle import Bundle
from ccengine.flow.flow import Flow
from ccengine.flow.loading.bundling import Readings, bundle
from ccengine.flow.loading.folder import NO_FLOWS, by_flow, flow_names, meeting, missing, read_ports, told_apart
from ccengine.flow.loading.load import read_flow
from ccengine.flow.ports import FILE, Port, parse_ports
from ccengine.flow.schedules.calendar import FOLDER as CALENDARS
from ccengine.flow.schedules.folder import Schedules, files_in, read_schedules
from ccengine.flow.surroundings import Surroundings
from ccengine.flow.versions import Needs, digest, manifest, needs
from ccengine.model.diagnostics import BadInput, Diagnostic
from ccengine.model.files import MOST, read_file
from ccengine.model.home import Home
from ccengine.model.ids import VersionId
from ccengine.model.sources import Rights
from ccengine.workers.versions import ready
from ccengine.workers.versions.digests import Digests
from ccengine.workers.versions.store import Changed, Store

_SAME = b"the same as before"
TRIES = 5  # of a folder that is written while it is read


class NoSuchPort(Exception):
    def __init__(self, port: str, known: list[str]) -> None:
        super().__init__(port)
        self.known = known


@dataclass(frozen=True, slots=True)
class Wanted:
    queues: frozenset[str]
    tongue: str  # language of ports that name none
    port: str = ""  # only this one: by its key or by what it takes
    shard: tuple[int, int] = (0, 1)  # which part of the flows, of how many
    music: frozenset[str] | None = None  # classes; None: not known
    sources: Rights = field(default_factory=dict)  # databases, and what may be asked of them


@dataclass(frozen=True, slots=True)
class Prepared:
    ports: list[Port]  # of the whole file, or the one that was wanted
    versions: dict[str, VersionId]  # by flow; of this shard
    apart: list[str]  # flows of the folder that no port of this shard leads to, whole or not; of one port: none


@dataclass(slots=True)
class _There:
    """The folders as they are now: digests by name."""

    prompts: dict[str, dict[str, str]]
    scripts: dict[str, str]
    schedules: Schedules | None  # None: they are wrong
    calendars: dict[str, str]  # schedules.yaml and all that it goes by
    names: frozenset[str]  # of all flows
    around: tuple[object, ...]  # equal as long as the checks find the same
    content: str  # equal as long as every byte is


@dataclass(slots=True)
class _Checked:
    around: tuple[object, ...]
    bundle: Bundle
    needs: Needs
    kept: tuple[str, VersionId] = ("", VersionId(""))  # with this content of the folders, as this version


@dataclass(slots=True)
class _Parsed:
    digest: str
    flow: Flow | None
    found: list[Diagnostic] = field(default_factory=list)


class Workshop:
    def __init__(self, home: Home) -> None:
        self._home = home
        self.store = Store(home.versions)
        self._digests = Digests()
        self._parsed: dict[str, _Parsed] = {}
        self._checked: dict[str, _Checked] = {}
        self._ports: tuple[tuple[bytes, str], dict[str, Port]] | None = None
        self._schedules: tuple[dict[str, str], Schedules] | None = None

    def prepare(self, wanted: Wanted, done: Callable[[str, VersionId], None] = lambda flow, version: None) -> Prepared:
        """`done` is told of each flow that was stored and made ready, not of those that were before.  Raises BadInput
        with all that is wrong, NoSuchPort, OSError."""
        # Half of the time went into looking for cyclic garbage among 500 flows; reading and checking makes none.
        gc.disable()
        try:
            for _ in range(TRIES - 1):
                with suppress(Changed):
                    return self._prepare(wanted, done)
            return self._prepare(wanted, done)
        finally:
            gc.freeze()
            gc.enable()

    def _prepare(self, wanted: Wanted, done: Callable[[str, VersionId], None]) -> Prepared:
        ports = self._read_ports(wanted.tongue)
        leading = by_flow(ports)
        chosen = list(ports.values())
        if wanted.port:
            chosen = [port for port in chosen if wanted.port == port.key or wanted.port in port.takes]
            if not chosen:
                raise NoSuchPort(wanted.port, list(ports))
            leading = {chosen[0].flow: leading[chosen[0].flow]}
        found: list[Diagnostic] = []
        there = self._look(wanted, found)
        self.store.look_again()
        readings = Readings(self._source, self._parse)
        mine, of = wanted.shard
        versions: dict[str, VersionId] = {}
        entered: set[str] = set()
        for name, its in leading.items():
            if crc32(name.encode()) % of != mine:
                continue
            try:
                missing(its, self._home.flows, readings, self._home.flows.name)
                checked = self._check(name, its, wanted, there, readings)
                entered |= checked.bundle.flows.keys()
                if found:
                    continue
                content, versions[name] = checked.kept
                if content != there.content or not self.store.holds(versions[name]):
                    versions[name] = self._keep(checked, there)
                    done(name, versions[name])
            except BadInput as error:
                found += error.found
        if found:
            raise BadInput(found)
        self.store.settle()
        apart = [] if wanted.port else sorted(there.names - entered)
        return Prepared(chosen, versions, apart)

    def fingerprint(self) -> str:
        """Of all files that `prepare` reads, by their stamps: another one means that something was written."""
        flows, prompts = self._home.flows, self._home.prompts
        paths = (
            *flows.glob("*.yaml"),
            *flows.glob(f"{CALENDARS}/*.yaml"),
            *flows.glob("scripts/**/*"),
            *prompts.glob("*/*.wav"),
        )
        stamps = sorted((str(path), found.st_size, found.st_mtime_ns) for path in paths if (found := _stat(path)))
        return digest(repr(stamps).encode())

    # -- reading

    def _read_ports(self, tongue: str) -> dict[str, Port]:
        """Hundreds of ports take longer than one changed flow: of the same bytes they are the same."""
        shown = f"{self._home.flows.name}/{FILE}"
        try:
            data = read_file(self._home.flows / FILE)
        except OSError:
            return read_ports(self._home.flows, tongue, shown)  # which tells it
        if self._ports is None or self._ports[0] != (data, tongue):
            self._ports = (data, tongue), parse_ports(data, shown, tongue)
        return self._ports[1]

    def _look(self, wanted: Wanted, found: list[Diagnostic]) -> _There:
        prompts: dict[str, dict[str, str]] = {}
        for path, got in self._digests.below(self._home.prompts, "*/*.wav").items():
            prompts.setdefault(path.parent.name, {})[path.stem] = got
        folder = self._home.flows / "scripts"
        scripts = {
            str(path.relative_to(folder)): got + (" x" if os.access(path, os.X_OK) else "")
            for path, got in self._digests.below(folder, "**/*").items()
            if "__pycache__" not in path.parts
        }
        schedules, calendars = self._read_schedules(found)
        around = (
            frozenset((each, frozenset(names)) for each, names in prompts.items()),
            frozenset(scripts),
            (schedules is None, *calendars.items()),
            wanted.queues,
            wanted.music,
            wanted.sources,
        )
        content = digest(repr((prompts, scripts, calendars)).encode())
        return _There(prompts, scripts, schedules, calendars, flow_names(self._home.flows), around, content)

    def _read_schedules(self, found: list[Diagnostic]) -> tuple[Schedules | None, dict[str, str]]:
        """Of the same bytes they are the same.  Digests by path of what they hold; what is wrong goes to `found`."""
        flows = self._home.flows
        files = {name: self._digests.of(str(flows / name)) or "" for name in files_in(flows)}
        known = self._schedules[1] if self._schedules and self._schedules[0] == files else None
        if known is None and (known := told_apart(lambda: read_schedules(flows, flows.name), found)) is None:
            return None, {}
        self._schedules = files, known
        return known, {name: files[name] for name in known.files}

    def _source(self, name: str) -> tuple[bytes, str] | None:
        path = f"{self._home.flows}/{name}.yaml"
        shown = f"{self._home.flows.name}/{name}.yaml"
        known = self._parsed.get(shown)
        if known and self._digests.unchanged(path) == known.digest:
            return _SAME, shown
        file = Path(path)
        if file.name not in NO_FLOWS and file.is_file() and file.stat().st_size >= MOST:
            return read_file(file), shown  # refused as it is: gigabytes are not read for that
        got = self._digests.of(path) if file.name not in NO_FLOWS else None
        if got is None:
            return None
        return (_SAME if known and known.digest == got else Path(path).read_bytes()), shown

    def _path(self, name: str) -> Path:
        return self._home.flows / f"{name}.yaml"

    def _parse(self, data: bytes, shown: str) -> Flow:
        if data is not _SAME:
            try:
                self._parsed[shown] = _Parsed(digest(data), read_flow(data, shown)[0])
            except BadInput as bad:
                self._parsed[shown] = _Parsed(digest(data), None, bad.found)
        known = self._parsed[shown]
        if known.flow is None:
            raise BadInput(known.found)
        return known.flow

    # -- checking and keeping

    def _check(self, name: str, ports: list[Port], wanted: Wanted, there: _There, readings: Readings) -> _Checked:
        flows = readings.reached(name)
        meets = meeting(ports, Surroundings())
        around = (*there.around, meets.spoken, meets.port)
        known = self._checked.get(name)
        if known and known.around == around and _same(known.bundle.flows, flows):
            return known
        surroundings = replace(
            meets,
            queues=wanted.queues,
            music=wanted.music,
            sources=wanted.sources,
            prompts={language: frozenset(names) for language, names in there.prompts.items()},
            scripts=frozenset(there.scripts),
            names=there.names,
            schedules=there.schedules.by_name if there.schedules else None,
        )
        made = bundle(name, readings, surroundings)
        self._checked[name] = _Checked(around, made, needs(made, meets.spoken))
        return self._checked[name]

    def _keep(self, checked: _Checked, there: _There) -> VersionId:
        made = checked.bundle
        flows = {name: self._parsed[flow.at.file].digest for name, flow in made.flows.items()}
        holds = manifest(made.start, checked.needs, flows, there.prompts, there.scripts, there.calendars)
        for name, got in flows.items():
            self.store.keep(got, ".yaml", self._path(name).read_bytes)
        for language, names in holds.prompts.items():
            for name, got in names.items():
                self.store.keep(got, ".wav", (self._home.prompts / language / f"{name}.wav").read_bytes)
        for name, got in holds.schedules.items():
            self.store.keep(got, ".yaml", (self._home.flows / name).read_bytes)
        version = self.store.keep_manifest(holds, self._home.flows / "scripts")
        ready.write(self.store, holds, version, made)
        checked.kept = there.content, version
        return version


def _same(one: Mapping[str, Flow], other: Mapping[str, Flow]) -> bool:
    return one.keys() == other.keys() and all(flow is other[name] for name, flow in one.items())


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
