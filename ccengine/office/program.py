"""The office from its settings to its end."""

import asyncio
import logging
import os
import sys
from pathlib import Path

from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.runtime import Runtime
from ccengine.model.settings import parse_settings
from ccengine.office.database import BadDatabase
from ccengine.office.process import Doors, database_url, serve
from ccengine.office.sockets import CannotListen
from ccengine.scheduling import BOOKS, give_way

log = logging.getLogger("ccengine.office")


def main(folder: Path) -> int:
    """0: stopped by a signal; 1: it could not start, or broke; 2: bad settings."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    give_way(BOOKS)
    os.umask(os.umask(0o027) | 0o027)  # records hold callers' numbers: not for everybody
    home = Home(folder.resolve())
    try:
        settings = parse_settings(home.accepted.settings.read_bytes(), str(home.accepted.settings))
        logging.getLogger("ccengine").setLevel(settings.log_level.upper())
        runtime = Runtime.from_json(home.runtime.read_text("utf-8"))
        database_url(home, settings)
        doors = Doors.open(home, settings)
    except (BadInput, BadDatabase) as bad:
        log.error("settings:\n%s", bad)
        return 2
    except (CannotListen, OSError) as error:
        log.error("%s", error)
        return 1
    asyncio.run(serve(home, settings, runtime, doors))
    return 0
