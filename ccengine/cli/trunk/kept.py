"""What a hotline's own files say of what is kept of a call: which talks are recorded, which survey follows them."""

from ccengine.flow import load_flows
from ccengine.flow.loading.folder import read_ports
from ccengine.flow.ports import TRUNKS
from ccengine.model.home import Home
from ccengine.model.settings import Settings, parse_settings
from ccengine_sim.trunk import Trunk
from ccengine_sim.trunk.answers import Asked, surveys
from ccengine_sim.trunk.recordings import Recorded
from ccengine_sim.trunk.voices import of_staff


def recorded(home: Home, trunk: Trunk) -> Recorded:
    """Raises OSError, BadInput."""
    queues = {name for name, queue in _settings(home).queues.items() if queue.record}
    return Recorded(queues, home.recordings, of_staff(trunk.staff))


def surveys_of(home: Home, called: str) -> dict[str, Asked]:
    """By queue, for who calls this number.  Raises OSError, BadInput."""
    settings = _settings(home)
    ports = {name: port for port in read_ports(home.flows, settings.language).values() for name in port.takes}
    known = (ports.get(name) for name in (called, *(f"trunk {name}" for name in TRUNKS)))
    port = next((port for port in known if port is not None), None)
    return surveys(load_flows(settings, home.flows, home.prompts)[port.flow]) if port else {}


def _settings(home: Home) -> Settings:
    file = home.accepted.settings
    return parse_settings(file.read_bytes(), str(file))
