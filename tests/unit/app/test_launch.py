"""The launchers on a real shell: copies of a checkout's few files, a Python and a lock of no packages."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccengine.app.shipped import checkout


@pytest.fixture
def copy() -> Iterator[Path]:
    """A checkout that needs no package, whose program tells where it runs and what it was given.

    Not in pytest's own folder, which every start of pytest closes to other users."""
    with tempfile.TemporaryDirectory(prefix="cc-launch-") as folder:
        Path(folder).chmod(0o755)
        yield make_copy(Path(folder) / "a checkout")


def make_copy(to: Path) -> Path:
    top = checkout()
    assert top is not None
    for name in ("bin", "ccengine"):
        shutil.copytree(top / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    launched = re.search(r"launch runtime (\S+)", (to / "bin/ccengine").read_text())
    assert launched
    (to / (launched[1].replace(".", "/") + ".py")).write_text(
        "import sys, ccengine\nprint(sys.prefix)\nprint(ccengine.__file__)\nprint(sys.argv[1:])\n"
    )
    for name in ("requirements.lock", "requirements-test.lock"):
        (to / name).write_text("# nothing\n")
    return to


def run(copy: Path, *args: str, by: Path | None = None, **env: str) -> "subprocess.CompletedProcess[str]":
    given = {key: value for key, value in os.environ.items() if not key.startswith(("COVERAGE", "CCENGINE", "PYTHON"))}
    return subprocess.run(
        [by or copy / "bin/ccengine", *args],
        cwd="/",
        env={**given, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_first_all_is_made_then_nothing_is_done(copy: Path, tmp_path: Path) -> None:
    _what_pip_cannot_install_is_told(copy)
    first = run(copy, "up", "a b", "*")
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines() == [str(copy / ".venv"), str(copy / "ccengine/__init__.py"), "['up', 'a b', '*']"]
    assert "install requirements.lock" in first.stderr
    assert "make" not in first.stderr, "the venv of the try before is taken up"
    assert run(copy).stderr == "", "the second time nothing is to be done"
    _through_a_link_from_anywhere(copy, tmp_path)
    _no_python_is_needed_but_that_of_venv(copy)
    _another_user_runs_it_but_does_not_make_it(copy)
    _a_changed_lock_is_installed_in_place(copy)
    _a_venv_whose_python_is_gone_is_made_anew(copy)
    _a_venv_of_somebody_else_is_made_anew(copy)


def _what_pip_cannot_install_is_told(copy: Path) -> None:
    (copy / "requirements.lock").write_text("no-such-package-of-ccengine==1\n")
    done = run(copy, PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert "pip could not install requirements.lock" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    (copy / "requirements.lock").write_text("# nothing\n")


def _another_user_runs_it_but_does_not_make_it(copy: Path) -> None:
    if os.geteuid() != 0:  # only root can become another
        return
    argv = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(copy / "bin/ccengine")]
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    stamp = copy / ".venv/.ccengine-runtime"
    kept = stamp.read_text()
    for text, code in (("", 1), (kept, 0)):
        stamp.write_text(text)
        done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, cwd="/")
        assert done.returncode == code, done.stderr
        assert ("this user may not write there" in done.stderr) == (code == 1)


def _through_a_link_from_anywhere(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/hotline").symlink_to("../one")
    (tmp_path / "one").symlink_to(copy / "bin/ccengine")
    (tmp_path / "elsewhere/ccengine").mkdir()  # a folder of that name where one stands is not taken for the program
    by = tmp_path / "elsewhere/hotline"
    assert run(copy, "x", by=by).stdout == run(copy, "x").stdout


def _no_python_is_needed_but_that_of_venv(copy: Path) -> None:
    assert run(copy, CCENGINE_PYTHON="/no/such/python").returncode == 0


def _a_changed_lock_is_installed_in_place(copy: Path) -> None:
    mark = copy / ".venv/mark"
    mark.touch()
    (copy / "requirements.lock").write_text("# another\n")
    assert "install requirements.lock" in run(copy).stderr
    assert mark.exists()
    assert run(copy).stderr == ""


def _a_venv_whose_python_is_gone_is_made_anew(copy: Path) -> None:
    python = copy / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/no/such/python")
    done = run(copy)
    assert (done.returncode, "make " in done.stderr) == (0, True), done.stderr
    assert not (copy / ".venv/mark").exists()


def _a_venv_of_somebody_else_is_made_anew(copy: Path) -> None:
    """Copied with the checkout to another place: its scripts and paths name the old one."""
    moved = copy.with_name("moved")
    shutil.copytree(copy, moved, symlinks=True)
    done = run(moved)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == [str(moved / ".venv"), str(moved / "ccengine/__init__.py")]


def test_no_python_is_told_with_what_to_type(copy: Path) -> None:
    done = run(copy, CCENGINE_PYTHON="/no/such/python")
    assert done.returncode == 1
    assert "apt-get install python3" in done.stderr
    assert "CCENGINE_PYTHON=" in done.stderr


def test_a_python_that_this_user_cannot_run_is_passed_by(copy: Path, tmp_path: Path) -> None:
    broken = tmp_path / "python3.12"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    script = f'. "{copy}/ccengine/app/launch.sh"; find_python'
    done = subprocess.run(
        ["sh", "-c", script],
        env={"PATH": os.environ["PATH"], "CCENGINE_PYTHON": f"{broken} {tmp_path}/none {sys.executable}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"{sys.executable}\n", done.stderr
