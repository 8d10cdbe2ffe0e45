"""All flows that the settings' ports lead to, read from a folder."""

from pathlib import Path

from ccengine.flow.flow import Flow
from ccengine.flow.load import load
from ccengine.flow.surroundings import Surroundings, read_prompts
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.reader import did_you_mean
from ccengine.model.settings import PortSettings, Settings


def load_flows(settings: Settings, flows: Path, prompts: Path) -> dict[str, Flow]:
    """`flows`/<name>.yaml of every port, by name.  Raises BadInput with all that is wrong with any of them."""
    there = read_prompts(prompts)
    queues = frozenset(str(queue) for queue in settings.queues)
    loaded: dict[str, Flow] = {}
    found: list[Diagnostic] = []
    for name in sorted({port.flow for port in settings.ports.values()}):
        ports = [port for port in settings.ports.values() if port.flow == name]
        around = Surroundings(queues, there, frozenset(port.language for port in ports))
        file = flows / f"{name}.yaml"
        try:
            loaded[name] = load(file.read_bytes(), str(file), around)
        except FileNotFoundError:
            found += [_missing(port, flows) for port in ports]
        except OSError as error:
            text = f"the flow cannot be read: {error.strerror}"
            found.append(Diagnostic(Position(str(file), 1, 1), text, "unreadable", "is it a file, and readable?"))
        except BadInput as error:
            found += error.found
    if found:
        raise BadInput(found)
    return loaded


def _missing(port: PortSettings, flows: Path) -> Diagnostic:
    names = sorted(file.stem for file in flows.glob("*.yaml"))
    remedy = did_you_mean(port.flow, names) or "the flows are: " + (", ".join(names) or "none")
    text = f"port {port.number}: there is no {flows / port.flow}.yaml"
    return Diagnostic(port.at, text, "unknown-flow", remedy)
