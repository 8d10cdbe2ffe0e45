"""What a trunk tells of the hotline's own processes, beside its calls."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ccengine.app.procs import marked_environment
from ccengine.cli.trunk.health import Health, noted
from ccengine.model import facts
from ccengine.model.home import Home
from ccengine_sim.trunk import Broken, Deed
from ccengine_sim.trunk.faults import AMI, ENGINE, OFFICE, Fault
from tests.unit.cli.test_journal import written

DAY = (facts.EngineStarted(1, "0.1.0"), facts.EngineStopped())


def home_of(place: Path) -> Home:
    home = Home(place)
    written(place, DAY)
    (home.asterisk / "log").mkdir(parents=True)
    home.log.mkdir()
    return home


def ordered(deed: Deed, what: str) -> Broken:
    return Broken(Fault(1.0, deed, what), 1.0, 2.0)


@contextmanager
def office(home: Home) -> Iterator[int]:
    """A process that looks like the office of this home."""
    command = [sys.executable, "-c", "import time; time.sleep(60)", "-m", "ccengine.office"]
    with subprocess.Popen(command, env=marked_environment(home.root)) as process:
        yield process.pid
        process.kill()


def test_a_process_that_died_and_came_back_is_told_unless_that_was_ordered(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    with office(home) as first:
        health = Health(home)
        assert [*health.faults(())] == []
    with office(home) as second:
        assert [*health.faults(())] == [f"office was process {first} and is {second}"]
        assert [*health.faults([ordered(Deed.KILL, OFFICE)])] == []
        others = [ordered(Deed.KILL, ENGINE), ordered(Deed.STOP, OFFICE)]
        assert [*health.faults(others)] == [f"office was process {first} and is {second}"]
    gone = f"office was process {first} and is none"
    assert [*health.faults([ordered(Deed.KILL, OFFICE)])] == [gone], "it should have come back"


def test_a_traceback_in_a_log(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    health = Health(home)
    (home.log / "engine.log").write_text(
        "2026-11-24 05:00:00,000 ERROR ccengine.call: flow died\n"
        "Traceback (most recent call last):\n"
        '  File "x.py", line 1, in x\n'
        "ZeroDivisionError: division by zero\n"
    )
    (found,) = health.faults(())
    assert found.startswith("log/engine.log: a crash: 'Traceback (most recent call last):")


def test_a_crash_of_the_engine(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    crashed = (DAY[0], facts.EngineStarted(2, "0.1.0", recovered=True), DAY[1])
    for file in home.journal.iterdir():
        file.unlink()
    written(tmp_path, crashed)
    assert [*Health(home).faults([ordered(Deed.KILL, OFFICE)])] == [
        "1 crashes of the engine in the journal that were not ordered"
    ]
    assert [*Health(home).faults([ordered(Deed.KILL, ENGINE)])] == []


def test_what_the_journal_notes() -> None:
    counts = Counter(CallArrived=7, Gap=1, SwitchDown=2)
    gap, down = "1 records of Gap in the journal", "2 records of SwitchDown in the journal"
    assert [*noted(counts, 0, ())] == [*noted(counts, 0, [ordered(Deed.KILL, OFFICE)])] == [gap, down]
    assert [*noted(counts, 0, [ordered(Deed.CUT, AMI)])] == [gap]
