"""A folder of flows as it is now: ports.yaml, the flows that it leads to, and all that they enter."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ccengine.flow.bundle import Bundle
from ccengine.flow.duty.roster import FILE as DUTY
from ccengine.flow.loading.bundling import Readings, bundle
from ccengine.flow.ports import FILE, Port, parse_ports
from ccengine.flow.schedules.folder import Schedules, read_schedules
from ccengine.flow.schedules.schedule import FILE as SCHEDULES
from ccengine.flow.surroundings import Surroundings, read_prompts
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.files import read_file
from ccengine.model.reader import did_you_mean
from ccengine.model.settings import Settings
from ccengine.model.sources import rights_of

NO_FLOWS = frozenset((FILE, SCHEDULES, DUTY))
"""Files of the folder that are something else."""


def load_flows(settings: Settings, flows: Path, prompts: Path) -> dict[str, Bundle]:
    """Every flow that a port leads to, by name.  Raises BadInput with all that is wrong with any of them."""
    ports = read_ports(flows, settings.language)
    there, scripts = read_prompts(prompts), read_scripts(flows)
    queues = frozenset(str(queue) for queue in settings.queues)
    readings = Readings(lambda name: source(flows, name))
    found: list[Diagnostic] = []
    schedules = told_apart(lambda: read_schedules(flows), found)
    known = schedules.by_name if schedules else None
    around = Surroundings(
        queues, there, scripts=scripts, names=flow_names(flows), schedules=known, sources=rights_of(settings.sources)
    )
    loaded: dict[str, Bundle] = {}
    for name, leading in by_flow(ports).items():
        try:
            missing(leading, flows, readings)
            loaded[name] = bundle(name, readings, meeting(leading, around))
        except BadInput as error:
            found += error.found
    if found:
        raise BadInput(found)
    return loaded


def told_apart(read: Callable[[], Schedules], found: list[Diagnostic]) -> Schedules | None:
    """None when they are wrong: that is added to `found`, and the flows are still looked through."""
    try:
        return read()
    except BadInput as bad:
        found += bad.found
        return None


def read_ports(flows: Path, tongue: str, shown: str = "") -> dict[str, Port]:
    """`shown`: its path in messages.  Raises BadInput, also when it cannot be read."""
    file = flows / FILE
    try:
        data = read_file(file)
    except OSError as error:
        text = f"the ports cannot be read: {error.strerror}"
        remedy = "`ccengine init` makes one that binds the example"
        raise BadInput([Diagnostic(Position(shown or str(file), 1, 1), text, "no-ports", remedy)]) from error
    return parse_ports(data, shown or str(file), tongue)


def by_flow(ports: Mapping[str, Port]) -> dict[str, list[Port]]:
    """The ports that lead to each flow."""
    found: dict[str, list[Port]] = {}
    for port in sorted(ports.values(), key=lambda port: port.flow):
        found.setdefault(port.flow, []).append(port)
    return found


def meeting(ports: Iterable[Port], around: Surroundings) -> Surroundings:
    """As calls of these ports meet their flow."""
    leading = list(ports)
    shared = frozenset.intersection(*(frozenset(port.variables) for port in leading))
    return replace(around, spoken=spoken(leading), port=shared)


def flow_names(flows: Path) -> frozenset[str]:
    """Of all files of flows, also of those that cannot be read."""
    return frozenset(file.stem for file in flows.glob("*.yaml") if is_flow(file))


def is_flow(file: Path) -> bool:
    return file.name not in NO_FLOWS and "." not in file.stem


def spoken(ports: Iterable[Port]) -> frozenset[str]:
    return frozenset(port.language for port in ports)


def missing(ports: Iterable[Port], flows: Path, readings: Readings, shown: str = "") -> None:
    """Raises BadInput, at every port that leads to it, when there is no such flow."""
    found = []
    for port in ports:
        if readings.read(port.flow) is None and port.flow not in readings.found:
            names = sorted(flow_names(flows))
            remedy = did_you_mean(port.flow, names) or "the flows are: " + (", ".join(names) or "none")
            text = f"port {port.key}: there is no {shown or flows}/{port.flow}.yaml"
            found.append(Diagnostic(port.at, text, "unknown-flow", remedy))
    if found:
        raise BadInput(found)


def source(flows: Path, name: str) -> tuple[bytes, str] | None:
    file = flows / f"{name}.yaml"
    return (read_file(file), str(file)) if file.exists() and file.name not in NO_FLOWS else None


def read_scripts(flows: Path) -> frozenset[str]:
    """The files under `flows`/scripts, by their path from there."""
    folder = flows / "scripts"
    return frozenset(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
