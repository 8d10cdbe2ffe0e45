"""What `up` loads: the home's flows as they are when it starts, checked and made ready before there is an engine."""

import getpass
import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ccengine.app.trouble import Trouble
from ccengine.flow.schedules.coming import lacking, remedy, text
from ccengine.flow.schedules.folder import read_schedules
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.home import Home
from ccengine.model.music import music_of
from ccengine.model.settings import Settings
from ccengine.model.sources import rights_of
from ccengine.workers.versions.ready import forget_others
from ccengine.workers.versions.workshop import Wanted, Workshop


def prepare(home: Home, settings: Settings) -> dict[str, Any]:
    """Versions of all flows, in <home>/versions; which port is to enter which, for the engine.  Raises BadInput with
    all that is wrong."""
    wanted = Wanted(
        frozenset(str(queue) for queue in settings.queues),
        settings.language,
        music=music_of(home, settings),
        sources=rights_of(settings.sources),
    )
    try:
        prepared = Workshop(home).prepare(wanted)
        forget_others(home.versions)
    except BadInput as bad:
        raise BadInput(_in(home.root, each) for each in bad.found) from None
    except OSError as error:
        raise Trouble(f"the flows cannot be loaded: {error}", f"give back access to {home.root}") from error
    ports = [port.as_data() for port in prepared.ports]
    return {"stamp": secrets.token_hex(8), "by": f"up ({_user()})", "ports": ports, "versions": prepared.versions}


def missing_calendars(home: Home, settings: Settings) -> list[str]:
    """Of years that have begun or are near, as sentences.  The flows must have been prepared: they can be read."""
    today = datetime.now(ZoneInfo(settings.timezone) if settings.timezone else None).date()
    found = lacking(read_schedules(home.flows).by_name.values(), today)
    return [f"{text(*each)}; {remedy(*each)}" for each in sorted(found)]


def hotlines(home: Home) -> tuple[str, ...]:
    """The numbers that the present run was started with."""
    try:
        ports = json.loads(home.accepted.load.read_text("utf-8"))["ports"]
        numbers = [port for port in ports if not port["key"].startswith(("trunk ", "line "))]
        return tuple(str(port["takes"][0]) for port in numbers)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _in(root: Path, found: Diagnostic) -> Diagnostic:
    """Versions name their files from the home on; people stand elsewhere."""

    def there(at: Position) -> Position:
        return Position(str(root / at.file), at.line, at.column)

    other = there(found.other) if found.other else None
    return Diagnostic(there(found.at), found.text, found.rule, found.remedy, other)
