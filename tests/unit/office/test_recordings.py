"""Raw samples -> WAV files: whole or not at all, nowhere else, tried again."""

import asyncio
import json
import os
import subprocess
import sys
import time
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from ccengine.office.database import Database, parse_url
from ccengine.office.recording_files import BadPath, Files, NotYet, files_of, finish, orphans
from ccengine.office.recordings import Patience, Recordings
from ccengine.office.schema import Call, Recording
from ccengine.office.threads import Worker
from ccengine.office.wav import make_wav, wav_seconds
from ccengine.office.words import RecordingState
from tests.unit.office.rows import rows

CALLER, AGENT = b"\x01\x00", b"\xff\x7f"
FRAME = CALLER + AGENT


@pytest.fixture
def files(tmp_path: Path) -> Files:
    (tmp_path / "2026-11-22").mkdir()
    return files_of(tmp_path, "2026-11-22/cc-1.7-8001-o1-1.wav")


def test_the_caller_is_left_and_the_agent_right(files: Files) -> None:
    files.raw.write_bytes(FRAME * 12000)

    assert finish(files, settled=0) == 1.5

    with wave.open(str(files.wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8000)
        assert file.readframes(2) == FRAME * 2
    assert [path.name for path in files.wav.parent.iterdir()] == [files.wav.name]


def test_an_unfinished_last_frame_is_left_out(files: Files) -> None:
    files.raw.write_bytes(FRAME * 8000 + CALLER)

    assert finish(files, settled=0) == 1.0
    assert wav_seconds(files.wav) == 1.0


def test_a_long_one_goes_through_a_buffer(files: Files) -> None:
    files.raw.write_bytes(FRAME * 1_000_001)

    assert make_wav(files.raw, files.wav) == (1_000_001 / 8000, 4_000_004)
    assert files.wav.stat().st_size == 44 + 4_000_004


def test_an_empty_talk_has_an_empty_file(files: Files) -> None:
    files.raw.touch()

    assert finish(files, settled=0) == 0.0


def test_a_file_that_is_being_written_is_left_alone(files: Files) -> None:
    files.raw.write_bytes(FRAME)

    with pytest.raises(NotYet):
        finish(files)
    assert files.raw.exists()
    assert not files.wav.exists()


def test_a_clock_that_was_set_back_loses_no_recording(files: Files) -> None:
    files.raw.write_bytes(FRAME * 8000)
    long_after_now = time.time() + 3600
    os.utime(files.raw, (long_after_now, long_after_now))

    assert finish(files) == 1.0


def test_nothing_there_is_not_yet_and_a_wav_there_is_done(files: Files) -> None:
    with pytest.raises(NotYet):
        finish(files, settled=0)
    files.raw.write_bytes(FRAME * 4000)
    make_wav(files.raw, files.wav)
    files.raw.unlink()  # the process died before it could tell

    assert finish(files, settled=0) == 0.5


def test_dying_between_the_wav_and_the_raw_does_it_again(files: Files) -> None:
    files.raw.write_bytes(FRAME * 4000)
    make_wav(files.raw, files.wav)

    assert finish(files, settled=0) == 0.5
    assert not files.raw.exists()


def test_a_link_in_the_way_leads_nowhere(files: Files, tmp_path: Path) -> None:
    files.raw.write_bytes(FRAME * 8000)
    (tmp_path / "ours").write_text("ours")
    files.wav.with_name(f".{files.wav.name}.part").symlink_to(tmp_path / "ours")

    assert finish(files, settled=0) == 1.0
    assert (tmp_path / "ours").read_text() == "ours"
    assert not files.wav.is_symlink()


def test_what_cannot_be_written_leaves_the_raw_and_no_rest(files: Files) -> None:
    files.raw.write_bytes(FRAME)
    files.wav.mkdir()

    with pytest.raises(OSError, match="directory"):
        finish(files, settled=0)
    assert sorted(path.name for path in files.wav.parent.iterdir()) == [files.raw.name, files.wav.name]


FULL_DISK = """
import json, os, sys
from pathlib import Path
from ccengine.office.recording_files import files_of, finish
root = Path(sys.argv[1])
(root / "d").mkdir()
files = files_of(root, "d/x.wav")
files.raw.write_bytes(bytes(160_000))
try:
    finish(files, settled=0)
    said = ""
except OSError as error:
    said = error.strerror
first = sorted(os.listdir(root / "d"))
os.truncate(files.raw, 80_000)
print(json.dumps([said, first, finish(files, settled=0), sorted(os.listdir(root / "d"))]))
"""


def test_a_full_disk_costs_nothing_and_is_got_over(tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=256k none "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", script, "sh", str(tmp_path), sys.executable, FULL_DISK],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["No space left on device", ["x.raw"], 2.5, ["x.wav"]]


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x.wav", "a/../../x.wav", "..", "d/\0.wav", ".wav", "d/.."])
def test_no_path_leads_out(tmp_path: Path, path: str) -> None:
    with pytest.raises(BadPath):
        files_of(tmp_path, path)


def test_no_link_leads_out(tmp_path: Path) -> None:
    root = tmp_path / "recordings"
    (root / "d").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)
    (root / "d" / "x.raw").symlink_to("/etc/passwd")
    for path in ("out/x.wav", "d/x.wav"):
        with pytest.raises(BadPath):
            files_of(root, path)


async def test_what_became_of_several_goes_into_the_books_together(tmp_path: Path) -> None:
    database = Database(parse_url(f"sqlite:///{tmp_path / 'books.sqlite'}"))
    database.migrate()
    (tmp_path / "d").mkdir()
    for name in ("a.raw", "b.raw"):
        (tmp_path / "d" / name).write_bytes(FRAME * 8000)
    with database.writing() as session:
        session.add(Call(id="c", arrived=1.0))
        session.flush()
        for n, path in enumerate(("d/a.wav", "d/b.wav", "../c.wav"), 1):
            session.add(Recording(n=n, call="c", path=path, started=1.0, state=RecordingState.DUE))
        session.flush()
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)
    worker = Worker(database, "recordings")
    maker = Recordings(tmp_path, worker, replace(Patience(), settled=0.0, look=0.01))
    maker.due = 3
    task = asyncio.create_task(maker.run())
    async with asyncio.timeout(60):
        while maker.due:  # noqa: ASYNC110  # nobody is told of a round that found nothing
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert rows(database, Recording, "state", "seconds") == [("ready", 1.0), ("ready", 1.0), ("failed", None)]
    assert len(commits) == 1
    worker.close()


@given(st.text(max_size=60))
def test_whatever_the_path_it_stays_inside(path: str) -> None:
    root = Path("/nowhere/recordings")
    try:
        files = files_of(root, path)
    except BadPath:
        return
    for file in (files.raw, files.wav):
        assert Path(os.path.normpath(file)).is_relative_to(root)
        assert file.suffix in (".raw", ".wav")


def test_what_nobody_wrote_to_for_long_is_found(tmp_path: Path) -> None:
    (tmp_path / "2026-11-22").mkdir()
    old, new = tmp_path / "2026-11-22" / "old.raw", tmp_path / "2026-11-22" / "new.raw"
    for raw in (old, new):
        raw.write_bytes(FRAME)
    os.utime(old, (1.0, 1.0))

    assert orphans(tmp_path, 86400.0) == ["2026-11-22/old.wav"]
