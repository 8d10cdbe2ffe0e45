"""What `flow check` looks through: files and folders of flows, with what lies beside them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from ccengine.app.shipped import shipped
from ccengine.flow.checks import FOLDER_CHECKS
from ccengine.flow.duty.coming import holes, undialled
from ccengine.flow.flow import Flow
from ccengine.flow.loading.bundling import Readings, look_through
from ccengine.flow.loading.folder import (
    NO_FLOWS,
    by_flow,
    flow_names,
    missing,
    read_ports,
    read_scripts,
    source,
    spoken,
    told_apart,
)
from ccengine.flow.ports import FILE as PORTS
from ccengine.flow.ports import Port
from ccengine.flow.prompt_index import parse_index
from ccengine.flow.schedules.coming import warnings
from ccengine.flow.schedules.folder import read_schedules
from ccengine.flow.surroundings import Surroundings, read_prompts
from ccengine.model.diagnostics import BadInput, Diagnostic, in_order
from ccengine.model.files import read_file
from ccengine.model.home import Home
from ccengine.model.music import music_of
from ccengine.model.reader import Report
from ccengine.model.settings import Settings, parse_settings
from ccengine.model.sources import rights_of

UNKNOWABLE = "unknown-queue"
"""Without settings.yaml."""


@dataclass(frozen=True)
class Places:
    """Where the caller says that things lie; None: beside the flows."""

    home: Path | None = None
    prompts: Path | None = None
    settings: Path | None = None


@dataclass
class Checked:
    found: list[Diagnostic] = field(default_factory=list)
    flows: int = 0
    notes: list[str] = field(default_factory=list)  # for people: what could not be looked at


def check_paths(paths: Iterable[Path], places: Places, today: date | None = None) -> Checked:
    """Everything at once, in order of place, each only once.  Raises nothing: what cannot be read is told.  `today`: by
    which a calendar is missed; None for this day."""
    folders: dict[Path, set[str] | None] = {}  # the flows to begin with; None: all
    for path in paths:
        if path.is_dir():
            folders[path] = None
        elif (names := folders.setdefault(path.parent, set())) is not None:
            names.add(path.stem)
    checked = Checked()
    for folder, names in folders.items():
        _Folder(folder, places, checked, today or date.today()).check(names)
    checked.found = in_order(checked.found)
    checked.notes = list(dict.fromkeys(checked.notes))
    return checked


class _Folder:
    def __init__(self, folder: Path, places: Places, checked: Checked, today: date) -> None:
        self.folder, self.checked, self.today = folder, checked, today
        self.wrong: list[Diagnostic] = []  # with what every flow of the folder may go by
        self.home = places.home or folder.resolve().parent
        self.readings = Readings(lambda name: source(folder, name))
        self.settings = self._settings(places.settings or self.home / "settings.yaml")
        self.names = flow_names(folder)
        self.schedules = told_apart(lambda: read_schedules(folder), self.wrong)
        prompts = places.prompts or self.home / "prompts"
        self.has_prompts = prompts.is_dir()
        if not self.has_prompts:
            checked.notes.append(f"note: there is no {prompts}: the shipped prompts are taken (--prompts)")
            prompts = shipped("prompts")
        self.prompts = prompts
        queues = frozenset(str(queue) for queue in self.settings.queues) if self.settings else frozenset()
        music = music_of(Home(self.home), self.settings) if self.settings else None
        there, scripts = read_prompts(prompts), read_scripts(folder)
        known = self.schedules.by_name if self.schedules else None
        sources = rights_of(self.settings.sources) if self.settings else None
        self.around = Surroundings(
            queues, there, scripts=scripts, names=self.names, music=music, schedules=known, sources=sources
        )

    def check(self, asked: set[str] | None) -> None:
        """`asked`: the flows to begin with; None: all, and what they are together."""
        found, ports = self._ports()
        beside = {Path(name).stem for name in NO_FLOWS}
        whole = asked is None or bool(beside & asked)
        if not whole:
            found = []
        found = [*found, *self.wrong, *(self._beside() if whole else ())]
        entries = by_flow(ports)
        seen: dict[str, Flow] = {}
        for start in self._all(entries) if asked is None else sorted(asked - beside):
            told, flows = look_through(start, self.readings, self._around(entries.get(start, [])))
            found += told
            seen |= flows
        if asked is None and self.has_prompts:
            found += self._together(list(seen.values()), ports)
        self.checked.flows += len({*seen, *self.readings.found})
        self.checked.found += [each for each in found if self.settings or each.rule != UNKNOWABLE]

    def _beside(self) -> Iterator[Diagnostic]:
        """What of schedules and rosters will disappoint a caller."""
        known = self.around.schedules or {}
        yield from warnings(known, self.today)
        zone = ZoneInfo(self.settings.timezone) if self.settings and self.settings.timezone else None
        yield from holes(known, datetime.combine(self.today, time(), zone).timestamp(), zone)
        if self.settings:
            yield from undialled(known, self.settings.outgoing, self.settings.agents)

    def _all(self, entries: Mapping[str, list[Port]]) -> list[str]:
        """The flows where calls come in, and those that no other enters: all others are reached from them, but for
        such as only enter each other."""
        entered = {name for start in self.names if (flow := self.readings.read(start)) for name in _enters(flow)}
        starts = sorted(self.names & ({*entries} | (self.names - entered)))
        reached = {name for start in starts for name in self.readings.reached(start)}
        for name in sorted(self.names - reached - {*starts}):
            if name not in reached:
                starts.append(name)
                reached |= self.readings.reached(name).keys()
        return starts

    def _around(self, ports: list[Port]) -> Surroundings:
        """As calls of these ports meet the flow."""
        if not ports:
            return self.around
        shared = frozenset.intersection(*(frozenset(port.variables) for port in ports))
        return replace(self.around, spoken=spoken(ports), port=shared)

    def _together(self, flows: list[Flow], ports: Mapping[str, Port]) -> list[Diagnostic]:
        report = Report()
        around = replace(self.around, spoken=spoken(ports.values()), stock=self._stock(self.prompts / "index.yaml"))
        for check in FOLDER_CHECKS:
            check(flows, around, report)
        return report.all_told()

    def _stock(self, index: Path) -> frozenset[str]:
        """The prompts that the index lists; it may be absent."""
        try:
            listed = parse_index(read_file(index), str(index))
        except FileNotFoundError:
            return frozenset()
        except (BadInput, OSError) as error:
            self.checked.notes.append(f"note: {index} cannot be read: its prompts count as any others ({error})")
            return frozenset()
        return frozenset({*listed.texts, *listed.tones})

    def _settings(self, file: Path) -> Settings | None:
        if not file.is_file():
            self.checked.notes.append(
                f"note: there is no {file}: queues, music and sources are not checked (--settings)"
            )
            return None
        try:
            return parse_settings(read_file(file), str(file))
        except BadInput as bad:
            self.checked.found += bad.found
        except OSError as error:
            self.checked.notes.append(
                f"note: {file} cannot be read ({error.strerror}): queues, music and sources are not checked"
            )
        return None

    def _ports(self) -> tuple[list[Diagnostic], Mapping[str, Port]]:
        """What is wrong with ports.yaml, and the ports of one that is right; none of a folder without one."""
        if not (self.folder / PORTS).is_file():
            return [], {}
        try:
            ports = read_ports(self.folder, self.settings.language if self.settings else "zh")
            missing(ports.values(), self.folder, self.readings)
            return [], ports
        except BadInput as bad:
            return bad.found, {}


def _enters(flow: Flow) -> frozenset[str]:
    return (flow.calls | flow.goes_to) - {flow.name}
