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
from contextlib import contextmanager
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from ccengine.app.fetch import fetch_set  # noqa: E402  the path comes first: nothing is installed yet
from ccengine.app.trouble import Trouble  # noqa: E402

LOCKS = {"runtime": "requirements.lock", "test": "requirements-test.lock"}
VENV = TOP / ".venv"
PYTHON = VENV / "bin" / "python"


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
    here = f"# {TOP}\n"
    made = any(stamp(kind).is_file() and stamp(kind).read_text("utf-8").endswith(here) for kind in LOCKS)
    return made and _runs(PYTHON, "import pip")


def _create() -> None:
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    own = Path(sys.executable)
    if _runs(own, "import ensurepip, venv") and _venv():
        return
    _venv("--without-pip")
    # Debian without python3-venv: an installed pip can serve another Python; else its wheel is fetched as any user
    if _runs(own, "import pip") and _pip_of_host():
        return
    _pip_of_debian()


def _venv(*options: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-m", "venv", *options, str(VENV)], capture_output=True, text=True, check=False
    )
    if done.returncode and options:
        raise Trouble(f"{sys.executable} cannot make a venv: {(done.stderr or done.stdout).strip()[-300:]}", _by_hand())
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
    return done.returncode == 0


def _by_hand() -> str:
    return f"as root: apt-get install python3-venv (for {sys.executable}), then start again"


def _pip_of_host() -> bool:
    command = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "pip", "setuptools"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _pip_of_debian() -> None:
    work = VENV / "pip-wheel"
    packages = ("python3-pip-whl", "python3-setuptools-whl")
    try:
        fetch_set(packages, {"debian": ("", "sid"), "ubuntu": ("",)}, work / "debs", None, lambda *_: None)
        for package in packages:
            deb = next((work / "debs").glob(f"{package}_*.deb"))
            subprocess.run(["dpkg-deb", "-x", str(deb), str(work)], check=True, capture_output=True)
    except (Trouble, OSError, subprocess.CalledProcessError, StopIteration) as error:
        raise Trouble(f"{sys.executable} has no pip, and Debian's could not be fetched: {error}", _by_hand()) from error
    wheels = sorted((work / "usr/share/python-wheels").glob("*.whl"))
    pip = next(wheel for wheel in wheels if wheel.name.startswith("pip-"))
    setuptools = [str(wheel) for wheel in wheels if wheel.name.startswith("setuptools-")]
    done = subprocess.run(
        [PYTHON, f"{pip}/pip", "install", "-q", "--no-index", str(pip), *setuptools], capture_output=True, text=True
    )
    if done.returncode:
        raise Trouble(f"pip could not be set up: {done.stderr.strip()[-300:]}", _by_hand())
    shutil.rmtree(work)


def _install(kind: str) -> None:
    options = ["-q", "--disable-pip-version-check", "--no-input", "--no-deps", "--prefer-binary"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "-r", str(TOP / LOCKS[kind])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TOP)
    if done.returncode:
        said = "\n    ".join((done.stderr or done.stdout).strip().splitlines()[-4:])
        raise Trouble(
            f"pip could not install {LOCKS[kind]}:\n    {said}",
            "check the network and pip's settings (pip config list), then start again",
        )


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
