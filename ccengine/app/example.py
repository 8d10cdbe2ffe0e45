"""Examples that are homes of their own: flows/property, the hotline of a property company.

flows/NAME/*.yaml        its flows, ports, schedules, rosters
flows/NAME/settings.yaml what its settings say besides those of a new home
flows/NAME/NAME.sql      the database that it asks, as SQLite takes it: NAME.db in the home"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from ccengine.app.init import default_settings, make_home
from ccengine.app.shipped import shipped
from ccengine.app.trouble import Trouble
from ccengine.model.home import Home

SETTINGS = "settings.yaml"


def make_example(home: Home, name: str) -> list[str]:
    """A home with this example.  What was made, for people.  Raises Trouble, also when the home is somebody's."""
    source = shipped("flows") / name
    for there in (home.settings, home.flows, home.root / f"{name}.db"):
        if there.exists():
            raise Trouble(f"{there} is there already", "choose another home: --home DIR")
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, home.flows, ignore=shutil.ignore_patterns(SETTINGS, "*.sql"))
        shutil.copytree(source.parent / "calendar", home.flows / "calendar")
        for path in (home.flows, *home.flows.rglob("*")):  # what ships may be read-only
            path.chmod(0o755 if path.is_dir() else 0o644)
        home.settings.touch(0o640)
        home.settings.write_text(default_settings() + (source / SETTINGS).read_text("utf-8"), "utf-8")
        _make_database(home.root / f"{name}.db", source / f"{name}.sql")
    except OSError as error:
        raise Trouble(f"{home.root} cannot be set up: {error}", "choose one that can be written: --home DIR") from error
    return [home.settings.name, "flows/", f"{name}.db", *make_home(home)]


def _make_database(path: Path, script: Path) -> None:
    path.touch(0o640)  # what callers enter goes in
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script.read_text("utf-8"))
