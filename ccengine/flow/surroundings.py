"""What a flow may refer to besides its own nodes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ccengine.flow.schedules.schedule import Schedule
from ccengine.model.sources import Rights

if TYPE_CHECKING:  # a flow's verbs and checks look at other flows
    from ccengine.flow.flow import Flow


@dataclass(frozen=True, slots=True)
class Surroundings:
    queues: frozenset[str] = frozenset()
    prompts: Mapping[str, frozenset[str]] = field(default_factory=dict)  # language -> names
    spoken: frozenset[str] = frozenset()  # languages of the ports that lead to the flow, besides its own
    flows: Mapping[str, "Flow"] = field(default_factory=dict)  # those that it may enter, and itself; as read
    scripts: frozenset[str] = frozenset()  # files under flows/scripts that can be run
    names: frozenset[str] = frozenset()  # of all flows that there are, also of those that cannot be read
    music: frozenset[str] | None = None  # classes of music; None: not known
    schedules: Mapping[str, Schedule] | None = None  # of schedules.yaml; None: not known, for it is wrong
    sources: Rights | None = None  # databases and what may be asked of them; None: not known, without settings
    stock: frozenset[str] = frozenset()  # prompts of prompts/index.yaml: kept for flows to come
    port: frozenset[str] | None = None  # what all its ports have besides a number (port.NAME); None: not known


def read_prompts(folder: Path) -> dict[str, frozenset[str]]:
    """What lies in a folder of prompts: `<language>/<name>.wav`."""
    if not folder.is_dir():
        return {}
    return {
        language.name: frozenset(file.stem for file in language.glob("*.wav"))
        for language in sorted(folder.iterdir())
        if language.is_dir()
    }
