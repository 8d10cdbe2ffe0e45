"""What `flow try`, `test`, `case` and `graph` read from disk: a flow with those that it enters, and its prompts' texts.
No daemon is needed."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import click

from ccengine.app.shipped import shipped
from ccengine.cli.text import lines_shown
from ccengine.flow.bundle import Bundle
from ccengine.flow.cases.judge import Around
from ccengine.flow.expr import Value
from ccengine.flow.loading.bundling import Readings, bundle
from ccengine.flow.loading.folder import NO_FLOWS, read_ports, read_scripts, source
from ccengine.flow.nodes.callback import Callback
from ccengine.flow.nodes.queue import Queue
from ccengine.flow.ports import FILE as PORTS
from ccengine.flow.ports import Port
from ccengine.flow.prompt_index import parse_index
from ccengine.flow.schedules.folder import read_schedules
from ccengine.flow.scripted import Lengths
from ccengine.flow.surroundings import Surroundings, read_prompts
from ccengine.flow.versions import NotAVersion
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.files import read_input
from ccengine.model.home import Home
from ccengine.model.settings import Settings, parse_settings
from ccengine.model.sources import rights_of
from ccengine.workers.versions.ready import kept_schedules
from ccengine.workers.versions.store import Store

PROMPT = 2.0
"""Seconds that every prompt of a trial takes: so that a transcript does not change with a voice."""

prompts_option = click.option(
    "--prompts",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of the prompts: <language>/<name>.wav, and index.yaml with their texts.",
)


@dataclass(frozen=True, slots=True)
class Sources:
    """A flow, checked, with what it is tried with."""

    bundle: Bundle
    texts: Mapping[str, Mapping[str, str]]  # prompt -> language -> what it says
    prompts: Mapping[str, frozenset[str]]  # language -> names
    ports: Sequence[Port] = ()  # of ports.yaml, that lead to the flow

    def lengths(self) -> Lengths:
        return lambda language, prompt: PROMPT if prompt in self.prompts.get(language, ()) else None

    def port(self, called: str) -> Port | None:
        """The port that takes the number; of another number, the first that leads to the flow."""
        takes = (port for port in self.ports if called in port.takes)
        return next(takes, self.ports[0] if self.ports else None)

    def seen(self, called: str) -> dict[str, Value]:
        """What the flow sees as `port`."""
        port = self.port(called)
        return {**port.variables, "number": port.number(called)} if port else {}

    def around(self) -> Around:
        """For cases."""
        ports = {number: port for port in self.ports for number in port.takes}
        return Around(
            self.bundle,
            self.lengths(),
            port=self.seen,
            language=lambda called: ports[called].language if called in ports else "",
        )

    def begins(self, called: str) -> dict[str, Value]:
        """The variables of the flow that its port gives a value."""
        return {name: value for name, value in self.seen(called).items() if name in self.bundle.main.variables}


def read_sources(file: Path, prompts: Path | None) -> Sources:
    """`file` is a flow; those that it enters, ports.yaml, `../settings.yaml` and `../prompts` are looked for from
    there.  Raises BadInput with all that is wrong."""
    folder = file.parent
    if not file.is_file():
        raise BadInput([Diagnostic(Position(str(file), 1, 1), "there is no such file", "unreadable")])
    if file.suffix != ".yaml" or file.name in NO_FLOWS:
        raise BadInput([Diagnostic(Position(str(file), 1, 1), "this is no flow", "no-flow", "name a flow: NAME.yaml")])
    there, texts = _prompts(prompts or _beside(folder / ".." / "prompts"))
    readings = Readings(lambda name: source(folder, name))
    flows = readings.reached(file.stem)
    settings = _settings(folder.parent / "settings.yaml")
    if settings is None:  # whatever the flows name is a queue
        nodes = [node for flow in flows.values() for node in flow.nodes.values()]
        queues = frozenset(str(node.queue) for node in nodes if isinstance(node, Queue | Callback))
    else:
        queues = frozenset(str(queue) for queue in settings.queues)
    ports = _ports(folder, file.stem, settings)
    spoken = frozenset({*(flow.language for flow in flows.values()), *(port.language for port in ports)})
    shared = frozenset.intersection(*(frozenset(port.variables) for port in ports)) if ports else None
    schedules = read_schedules(folder).by_name
    sources = rights_of(settings.sources) if settings else None
    scripts = read_scripts(folder)
    around = Surroundings(queues, there, spoken, scripts=scripts, port=shared, schedules=schedules, sources=sources)
    found = bundle(file.stem, readings, around)
    return Sources(replace(found, scripts=str(folder / "scripts")), texts, there, ports)


def read_version(home: Home, version: str, flow: str) -> Sources | None:
    """What the calls of a loaded version run, as it was; None when it is not kept any more.  Raises BadInput."""
    store = Store(home.versions)
    try:
        if not version or not store.holds(version):
            return None
        manifest = store.manifest(version)
        named = {name: (store.text(each), str(home.flows / f"{name}.yaml")) for name, each in manifest.flows.items()}
        flows = Readings(named.get).reached(flow)
        schedules = kept_schedules(store, manifest, flows)
    except NotAVersion:
        return None
    if flow not in flows:
        return None
    prompts = {language: frozenset(names) for language, names in manifest.prompts.items()}
    ports = _ports(home.flows, flow, _settings(home.settings))
    return Sources(Bundle(flow, flows, version, store.scripts(manifest), schedules), {}, prompts, ports)


def _ports(folder: Path, flow: str, settings: Settings | None) -> list[Port]:
    if not (folder / PORTS).is_file():
        return []
    ports = read_ports(folder, settings.language if settings else "zh")
    return [port for port in ports.values() if port.flow == flow]


def _settings(file: Path) -> Settings | None:
    return parse_settings(read_input(file), str(file)) if file.is_file() else None


def _beside(folder: Path) -> Path:
    return folder.resolve() if folder.is_dir() else shipped("prompts")


def _prompts(folder: Path) -> tuple[dict[str, frozenset[str]], Mapping[str, Mapping[str, str]]]:
    """The names by language, and the texts: of what lies there, and of what the index tells."""
    names = read_prompts(folder)
    index = folder / "index.yaml"
    if not index.is_file():
        return names, {}
    told = parse_index(read_input(index), str(index))
    for language in told.voices:
        names[language] = names.get(language, frozenset()) | told.names(language)
    return names, told.texts


def fail(error: BadInput) -> NoReturn:
    """All of it on stderr, exit code 2."""
    click.echo(lines_shown(str(error)), err=True)
    sys.exit(2)
