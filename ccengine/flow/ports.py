"""All flows that the settings' ports lead to, read from a folder."""

from dataclasses import replace
from pathlib import Path

from ccengine.flow.bundle import Bundle
from ccengine.flow.bundling import Readings, bundle
from ccengine.flow.surroundings import Surroundings, read_prompts
from ccengine.model.diagnostics import BadInput, Diagnostic
from ccengine.model.reader import did_you_mean
from ccengine.model.settings import PortSettings, Settings


def load_flows(settings: Settings, flows: Path, prompts: Path) -> dict[str, Bundle]:
    """`flows`/<name>.yaml of every port and what it enters, by name.  Raises BadInput with all that is wrong with any
    of them."""
    there = read_prompts(prompts)
    queues = frozenset(str(queue) for queue in settings.queues)
    readings = Readings(lambda name: source(flows, name))
    loaded: dict[str, Bundle] = {}
    found: list[Diagnostic] = []
    for name in sorted({port.flow for port in settings.ports.values()}):
        ports = [port for port in settings.ports.values() if port.flow == name]
        spoken = frozenset(port.language for port in ports)
        if readings.read(name) is None and name not in readings.found:
            found += [_missing(port, flows) for port in ports]
            continue
        try:
            around = Surroundings(queues, there, spoken, scripts=read_scripts(flows))
            loaded[name] = replace(bundle(name, readings, around), scripts=str(flows / "scripts"))
        except BadInput as error:
            found += error.found
    if found:
        raise BadInput(found)
    return loaded


def source(flows: Path, name: str) -> tuple[bytes, str] | None:
    file = flows / f"{name}.yaml"
    return (file.read_bytes(), str(file)) if file.exists() else None


def read_scripts(flows: Path) -> frozenset[str]:
    """The files under `flows`/scripts, by their path from there."""
    folder = flows / "scripts"
    return frozenset(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def _missing(port: PortSettings, flows: Path) -> Diagnostic:
    names = sorted(file.stem for file in flows.glob("*.yaml"))
    remedy = did_you_mean(port.flow, names) or "the flows are: " + (", ".join(names) or "none")
    text = f"port {port.number}: there is no {flows / port.flow}.yaml"
    return Diagnostic(port.at, text, "unknown-flow", remedy)
