"""`python3 bootstrap.py runtime|test`: makes .venv in the checkout as the lock says.  Standard library only.

Run by the launchers in bin/ (ccengine/app/launch.sh) when .venv does not carry the stamp of the lock.  The stamp is a
copy of the lock and the checkout's place, so that a launcher sees with one `cmp` that nothing is to be done, and a
.venv that was copied or made by something else is made anew."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from ccengine.app.fetch import fetch_set  # noqa: E402  the path comes first: nothing is installed yet
from ccengine.app.trouble import Trouble  # noqa: E402

LOCKS = {"runtime": "requirements.lock", "test": "requirements-test.lock"}
VENV = TOP / ".venv"
PYTHON = VENV / "bin" / "python"
PLACE = VENV / ".ccengine-place"  # where it was made
FETCHED = VENV / "fetched"  # Debian's pip, when there is no other


def stamp_text(kind: str) -> str:
    return (TOP / LOCKS[kind]).read_text("utf-8") + f"# {TOP}\n"


def stamp(kind: str) -> Path:
    return VENV / f".ccengine-{kind}"


def is_made(kind: str) -> bool:
    return _runs(PYTHON) and stamp(kind).is_file() and stamp(kind).read_text("utf-8") == stamp_text(kind)


def _runs(python: Path, *code: str) -> bool:
    """The interpreter exists, may be executed by this user, and runs `code`."""
    try:
        done = subprocess.run([python, "-c", "; ".join(code or ("pass",))], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


@contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time per checkout; a second one waits, and finds all done."""
    folder = os.open(TOP, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def make(kind: str, say: Callable[[str], None]) -> None:
    """Make .venv for `kind`.  Raises Trouble with the command to type."""
    if not os.access(TOP, os.W_OK) or (VENV.exists() and not os.access(VENV, os.W_OK)):
        raise Trouble(
            f"{VENV} has to be made or renewed, and this user may not write there",
            f"run {TOP}/bin/{'test' if kind == 'test' else 'ccengine'} as the owner of the checkout, or clone it anew",
        )
    with _alone():
        if is_made(kind):
            return
        if not _ours():
            _step(say, f"make {VENV} with {sys.executable}", _create)
            PLACE.write_text(str(TOP), "utf-8")
        _step(say, f"install {LOCKS[kind]}", lambda: _install(kind))
        (next((VENV / "lib").glob("python3.*")) / "site-packages" / "ccengine.pth").write_text(f"{TOP}\n{TOP}/sim\n")
        # the larger lock holds the smaller one
        for done in ("runtime", "test") if kind == "test" else ("runtime",):
            aside = stamp(done).with_suffix(".new")
            aside.write_text(stamp_text(done), "utf-8")
            aside.replace(stamp(done))


def _step(say: Callable[[str], None], name: str, do: Callable[[], None]) -> None:
    began = time.monotonic()
    say(f"{name} ...")
    do()
    say(f"{name}: {time.monotonic() - began:.1f} s")


def _ours() -> bool:
    """A .venv that we made here and that still runs: its packages can be brought to the lock in place."""
    return PLACE.is_file() and PLACE.read_text("utf-8") == str(TOP) and _runs(PYTHON)


def _create() -> None:
    """Without pip: setting one up takes longer than all the rest, and a pip that is there serves as well."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    command = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-300:]
        raise Trouble(f"{sys.executable} cannot make a venv: {said}", "as root: apt-get install python3-venv")


def _pip() -> list[str]:
    """The command of a pip that installs into .venv: its own, the wheel that Python's ensurepip carries, this Python's,
    or Debian's wheel, fetched as any user (a bare Debian has neither python3-venv nor python3-pip)."""
    if _runs(PYTHON, "import pip"):
        return [str(PYTHON), "-m", "pip"]
    bundled = Path(os.__file__).with_name("ensurepip") / "_bundled"
    for folder in (bundled, Path("/usr/share/python-wheels"), FETCHED / "usr/share/python-wheels"):
        for wheel in sorted(folder.glob("pip-*.whl"), reverse=True):
            if _runs(PYTHON, f"import sys; sys.path.insert(0, {str(wheel)!r}); import pip._internal.cli.main"):
                return [str(PYTHON), f"{wheel}/pip"]
    if _runs(Path(sys.executable), "import pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    _fetch_pip()
    return _pip()


def _fetch_pip() -> None:
    try:
        packages = ("python3-pip-whl",)
        fetch_set(packages, {"debian": ("", "sid"), "ubuntu": ("",)}, FETCHED / "debs", None, lambda *_: None)
        deb = next((FETCHED / "debs").glob("python3-pip-whl_*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(deb), str(FETCHED)], check=True, capture_output=True)
        next((FETCHED / "usr/share/python-wheels").glob("pip-*.whl"))
    except (Trouble, OSError, subprocess.CalledProcessError, StopIteration) as error:
        raise Trouble(
            f"{sys.executable} has no pip, and Debian's could not be fetched: {error}",
            "as root: apt-get install python3-venv python3-pip, then start again",
        ) from error


def _install(kind: str) -> None:
    """Two at once, half of the lock each: pip reads one page of the index after the other, and unpacks on one core."""
    options = ["-q", "--disable-pip-version-check", "--no-input", "--no-deps", "--prefer-binary"]
    command = [*_pip(), "install", *options]
    lines = [line for line in (TOP / LOCKS[kind]).read_text("utf-8").splitlines() if line and line[0] != "#"]
    with ThreadPoolExecutor() as both:
        ended = list(both.map(lambda half: _pip_install(command, half), filter(None, (lines[::2], lines[1::2]))))
    for done in ended:
        if done.returncode:
            said = "\n    ".join((done.stderr or done.stdout).strip().splitlines()[-4:])
            raise Trouble(
                f"pip could not install {LOCKS[kind]}:\n    {said}",
                "check the network and pip's settings (pip config list), then start again",
            )


def _pip_install(command: list[str], lines: list[str]) -> "subprocess.CompletedProcess[str]":
    """`lines` are given as a file, for they may hold more than names."""
    with NamedTemporaryFile("w", prefix="ccengine-", suffix=".lock", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        return subprocess.run([*command, "-r", file.name], capture_output=True, text=True, check=False, cwd=TOP)


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "runtime"
    try:
        make(kind, lambda line: print(f"ccengine: {line}", file=sys.stderr, flush=True))
    except Trouble as trouble:
        sys.exit(f"ccengine: {trouble}")
    except OSError as error:
        sys.exit(f"ccengine: {VENV} cannot be made: {error}")


if __name__ == "__main__":
    main()
