"""Does the wheel work away from the checkout, and does it carry everything?"""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

_PROBE = """
from pathlib import Path
import ccengine, ccengine_sim, sys
from ccengine.app.shipped import shipped, checkout
assert checkout() is None, checkout()
for kind in ("flows", "prompts", "dialplan"):
    folder = shipped(kind)
    assert str(folder).startswith(sys.prefix), folder
    assert any(path.is_file() for path in folder.rglob("*")), f"{folder} is empty"
"""


def _carried(top: Path) -> Iterator[str]:
    """Every file that has to be in the wheel, by its name there."""
    for folder, place in (("ccengine", "ccengine"), ("sim/ccengine_sim", "ccengine_sim")):
        for path in (top / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{place}/{path.relative_to(top / folder)}"
    for kind in ("flows", "prompts", "dialplan"):
        for path in (top / kind).rglob("*"):
            if path.is_file():
                yield f"ccengine_share/{kind}/{path.relative_to(top / kind)}"


def _run(*argv: str | Path, cwd: Path) -> str:
    """Nothing of the checkout reaches the process through its environment."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CCENGINE", "COVERAGE"))}
    done = subprocess.run(argv, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, argv))[:300]}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def build(top: Path, work: Path) -> Path:
    """The wheel, built from a copy: nothing is left in the checkout."""
    source, out = work / "source", work / "dist"
    for name in ("ccengine", "sim", "flows", "prompts", "dialplan"):
        shutil.copytree(top / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in top.iterdir():
        if path.is_file() and path.suffix in (".cfg", ".toml", ".md", ""):
            shutil.copyfile(path, source / path.name)
    options = ("--no-deps", "--no-build-isolation", "--no-index", "-q", "--disable-pip-version-check")
    _run(sys.executable, "-m", "pip", "wheel", *options, "-w", out, source, cwd=work)
    return next(out.glob("ccengine-*.whl"))


def check_wheel(top: Path, work: Path) -> tuple[int, int, list[str]]:
    """(passed, failed, what failed)."""
    place = work / "wheel"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        wheel = build(top, place)
        with zipfile.ZipFile(wheel) as file:
            missing = sorted(set(_carried(top)) - set(file.namelist()))
        if missing:
            return 0, 1, [f"wheel: {len(missing)} files are not in it, the first: {', '.join(missing[:5])} (setup.cfg)"]
        installed = place / "venv"
        _run(sys.executable, "-m", "venv", "--without-pip", installed, cwd=place)
        # The dependencies come from .venv by path: its own .pth file, which names the checkout, is not read there.
        packages = next((installed / "lib").glob("python3.*")) / "site-packages"
        (packages / "dependencies.pth").write_text(f"{Path(sys.prefix) / packages.relative_to(installed)}\n")
        python = installed / "bin" / "python"
        pip = ("-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index")
        _run(sys.executable, *pip, "--disable-pip-version-check", wheel, cwd=place)
        _run(python, "-P", "-c", _PROBE, cwd=place)
        for program in ("ccengine", "ccctl", "ccsim"):
            if "Usage" not in _run(installed / "bin" / program, "--help", cwd=place):
                return 0, 1, [f"wheel: {program} --help tells no usage"]
    except RuntimeError as error:
        return 0, 1, [f"wheel: {error}"]
    return 1, 0, []
