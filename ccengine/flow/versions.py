"""A version: a flow, all that it enters, and all that these play and run, named by their bytes.

Pure: what a version holds and what it is called.  Where the bytes lie is workers/versions/store.py's business."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ccengine.flow.bundle import Bundle
from ccengine.flow.nodes.language import Language
from ccengine.flow.nodes.script import Script
from ccengine.model.ids import VersionId, short

FORMAT = 1


class NotAVersion(Exception):
    """These bytes are no version, or not the one that they are said to be.  The text says why."""


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Manifest:
    """Digests (SHA-256) of all that belongs to a version."""

    start: str  # the flow where calls come in
    flows: Mapping[str, str]  # by name
    prompts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by language and name
    scripts: Mapping[str, str] = field(default_factory=dict)  # by path; ends with " x" when it is executable
    schedules: Mapping[str, str] = field(default_factory=dict)  # schedules.yaml and its calendars, by path

    def to_bytes(self) -> bytes:
        """Canonical: the same content has the same bytes."""
        data = {
            "format": FORMAT,
            "start": self.start,
            "flows": dict(self.flows),
            "prompts": {language: dict(names) for language, names in self.prompts.items()},
            "scripts": dict(self.scripts),
        }
        if self.schedules:  # a version without keeps the name that it had before there were any
            data["schedules"] = dict(self.schedules)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def id(self) -> VersionId:
        return VersionId(digest(self.to_bytes()))

    @property
    def scripts_id(self) -> str:
        """Of the folder of scripts; "" for none."""
        listed = json.dumps(dict(self.scripts), sort_keys=True, separators=(",", ":"))
        return digest(listed.encode()) if self.scripts else ""

    @classmethod
    def from_bytes(cls, data: bytes, expected: str) -> "Manifest":
        """Raises NotAVersion when they are not those of `expected`."""
        if digest(data) != expected:
            raise NotAVersion(f"version {short(expected)} was changed: its bytes have the name {short(digest(data))}")
        try:
            got: dict[str, Any] = json.loads(data)
            if got.pop("format") != FORMAT:
                raise NotAVersion(f"version {short(expected)} is of a format that is not known here")
            return cls(**got)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotAVersion(f"version {short(expected)} cannot be read: {error}") from None


@dataclass(frozen=True, slots=True)
class Needs:
    """What a flow and those that it enters play and run."""

    prompts: Mapping[str, frozenset[str] | None]  # by language; None: all that there are
    scripts: bool
    schedules: bool


def needs(bundle: Bundle, spoken: frozenset[str]) -> Needs:
    """`spoken`: languages of the ports.  What an AGI program plays is not known before it plays it: a flow with one
    needs all prompts of its languages.  Scripts import each other: a flow with one needs the whole folder."""
    languages = spoken | {flow.language for flow in bundle.flows.values()} | set(_chosen(bundle))
    scripts = [node for flow in bundle.flows.values() for node in flow.nodes.values() if isinstance(node, Script)]
    everything = any(node.is_program for node in scripts)
    return Needs(
        {each: None if everything else _prompts(bundle, each) for each in languages},
        bool(scripts),
        bool(bundle.schedules),
    )


def _chosen(bundle: Bundle) -> Iterator[str]:
    for flow in bundle.flows.values():
        yield from (node.language for node in flow.nodes.values() if isinstance(node, Language))


def _prompts(bundle: Bundle, language: str) -> frozenset[str]:
    nodes = (node for flow in bundle.flows.values() for node in flow.nodes.values())
    return frozenset(prompt.name for node in nodes for prompt in node.prompts_in(language))


def manifest(
    start: str,
    needed: Needs,
    flows: Mapping[str, str],
    prompts: Mapping[str, Mapping[str, str]],
    scripts: Mapping[str, str],
    schedules: Mapping[str, str],
) -> Manifest:
    """Of all that is there, what is needed.  A prompt that is missing was told by the checks, or is found missing when
    it is to be played."""
    kept = {
        language: {name: digest for name, digest in prompts.get(language, {}).items() if names is None or name in names}
        for language, names in needed.prompts.items()
    }
    return Manifest(start, flows, kept, scripts if needed.scripts else {}, schedules if needed.schedules else {})
