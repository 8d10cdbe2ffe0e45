"""Where an installation keeps its things: one folder, which can be copied, backed up and thrown away as a whole."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "settings.yaml"

    @property
    def accepted(self) -> "Home":
        """The settings as `up` checked them, and what it loaded (`load`): what a process that is started again in this
        run works with, whatever was edited since.  The home itself before the first start."""
        there = Home(self.run / "accepted")
        return there if there.settings.exists() else self

    @property
    def load(self) -> Path:
        """Of `accepted`: the ports and their versions that `up` made ready (JSON)."""
        return self.root / "load.json"

    @property
    def flows(self) -> Path:
        return self.root / "flows"

    @property
    def versions(self) -> Path:
        """What was loaded, by its content: workers/versions/store.py."""
        return self.root / "versions"

    @property
    def prompts(self) -> Path:
        """`<language>/<name>.wav`, 8 kHz mono 16 bit."""
        return self.root / "prompts"

    @property
    def music(self) -> Path:
        """`<class>/<name>.wav`, 8 kHz mono 16 bit.  Of `accepted`: the classes' names alone."""
        return self.root / "music"

    @property
    def journal(self) -> Path:
        return self.root / "journal"

    @property
    def database(self) -> Path:
        """Of the default, SQLite."""
        return self.root / "books.sqlite"

    @property
    def recordings(self) -> Path:
        """`<yyyy-mm-dd>/<call>-<agent>.wav`."""
        return self.root / "recordings"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def run(self) -> Path:
        """Sockets, pids, ports: nothing that matters when nothing runs."""
        return self.root / "run"

    @property
    def engine_socket(self) -> Path:
        """The engine's live control socket: JSON lines (engine/control.py)."""
        return self.run / "engine.sock"

    @property
    def engine_away(self) -> Path:
        """Is there while the engine is known to be away: the dialplan then does not ask for it."""
        return self.run / "engine.away"

    @property
    def origins(self) -> Path:
        """`<language>.table`: areas and carriers of numbers (model/origins.py)."""
        return self.run / "origins"

    @property
    def control_socket(self) -> Path:
        """The office's HTTP control API."""
        return self.run / "control.sock"

    @property
    def runtime(self) -> Path:
        """Ports and passwords chosen for this home (0600): see model/runtime.py."""
        return self.root / "runtime.json"

    @property
    def asterisk(self) -> Path:
        """etc/, log/, run/, spool/, lib/ of the managed Asterisk."""
        return self.root / "asterisk"

    @property
    def asterisk_control(self) -> Path:
        """The managed Asterisk's console socket."""
        return self.asterisk / "run" / "asterisk.ctl"

    @property
    def channel_events(self) -> Path:
        """What Asterisk writes down by itself of every channel (CEL)."""
        return self.asterisk / "log" / "cel.csv"
