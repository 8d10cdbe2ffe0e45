"""What lies in the folder of a trunk: the file that says who calls, the site's settings, and flows if it has some."""

from collections.abc import Sequence
from pathlib import Path

from ccengine.app.shipped import shipped
from ccengine.app.trouble import Trouble
from ccengine.cli.text import shown
from ccengine.flow.ports import FILE as PORTS
from ccengine.flow.ports import TRUNKS, parse_ports
from ccengine.model.files import read_file
from ccengine.model.settings import parse_settings
from ccengine_sim.trunk import Trunk

FILE, SETTINGS, FLOWS = "trunk.yaml", "settings.yaml", "flows"
TOLD = 5
"""Names in one message."""


def check(trunk: Trunk, source: Path) -> None:
    """Before anything is made.  Raises Trouble, BadInput, OSError: its agents or its number are not the hotline's."""
    settings = source / SETTINGS
    known = parse_settings(settings.read_bytes(), str(settings)).agents
    if strange := [agent for agent in trunk.staff if agent not in known]:
        told = f"{settings} has no agent {_some(strange)}, whom {source / FILE} has in its staff"
        raise Trouble(shown(told), "give it these agents, or take them out of the staff")
    own = source / FLOWS / PORTS
    file = own if own.is_file() else shipped("flows") / PORTS
    taken = [name for port in parse_ports(read_file(file), str(file)).values() for name in port.takes]
    if not {trunk.calls, *(f"trunk {name}" for name in TRUNKS)} & {*taken}:
        told = f"{file} has no port for {trunk.calls}, which {source / FILE} calls"
        raise Trouble(shown(told), shown(f"call one that it has ({_some(taken)}), or bind this one in {own}"))


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    return ", ".join(names[:TOLD]) + more
