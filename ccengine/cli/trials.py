"""What `flow try`, `test`, `case` and `graph` read from disk: a flow with those that it enters, and its prompts' texts.
No daemon is needed."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import click

from ccengine.app.shipped import shipped
from ccengine.flow.bundle import Bundle
from ccengine.flow.bundling import Readings, bundle
from ccengine.flow.nodes.queue import Queue
from ccengine.flow.prompt_index import parse_index
from ccengine.flow.scripted import Lengths
from ccengine.flow.surroundings import Surroundings, read_prompts
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.settings import parse_settings

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

    def lengths(self) -> Lengths:
        return lambda language, prompt: PROMPT if prompt in self.prompts.get(language, ()) else None


def read_sources(file: Path, prompts: Path | None) -> Sources:
    """`file` is a flow; those that it enters, `../settings.yaml` and `../prompts` are looked for from there.  Raises
    BadInput with all that is wrong."""
    folder = file.parent
    if not file.is_file():
        raise BadInput([Diagnostic(Position(str(file), 1, 1), "there is no such file", "unreadable")])
    there, texts = _prompts(prompts or _beside(folder / ".." / "prompts"))
    readings = Readings(lambda name: _source(folder, name))
    flows = readings.reached(file.stem)
    spoken = frozenset(flow.language for flow in flows.values())
    queues = _queues(folder.parent / "settings.yaml")
    if queues is None:  # without settings, whatever the flows name is a queue
        nodes = [node for flow in flows.values() for node in flow.nodes.values()]
        queues = frozenset(str(node.queue) for node in nodes if isinstance(node, Queue))
    scripts = folder / "scripts"
    known = frozenset(str(each.relative_to(scripts)) for each in scripts.rglob("*") if each.is_file())
    found = bundle(file.stem, readings, Surroundings(queues, there, spoken, scripts=known))
    return Sources(replace(found, scripts=str(scripts)), texts, there)


def _beside(folder: Path) -> Path:
    return folder.resolve() if folder.is_dir() else shipped("prompts")


def _source(folder: Path, name: str) -> tuple[bytes, str] | None:
    file = folder / f"{name}.yaml"
    return (file.read_bytes(), str(file)) if file.is_file() else None


def _queues(settings: Path) -> frozenset[str] | None:
    if not settings.is_file():
        return None
    return frozenset(str(queue) for queue in parse_settings(settings.read_bytes(), str(settings)).queues)


def _prompts(folder: Path) -> tuple[dict[str, frozenset[str]], Mapping[str, Mapping[str, str]]]:
    """The names by language, and the texts: of what lies there, and of what the index tells."""
    names = read_prompts(folder)
    index = folder / "index.yaml"
    if not index.is_file():
        return names, {}
    told = parse_index(index.read_bytes(), str(index))
    for language in told.voices:
        names[language] = names.get(language, frozenset()) | told.names(language)
    return names, told.texts


def fail(error: BadInput) -> NoReturn:
    """All of it on stderr, exit code 2."""
    click.echo(str(error), err=True)
    sys.exit(2)
