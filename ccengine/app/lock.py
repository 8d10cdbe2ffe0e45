"""`python -m ccengine.app.lock`: writes requirements.lock and requirements-test.lock from what is installed.

To renew: `.venv/bin/pip install --upgrade -e '.[test]'` in a throw-away venv, run the tests, run this.  Every version
is pinned, no host is named; a requirement that holds for some Pythons only keeps its condition."""

import configparser
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from ccengine.app.shipped import checkout
from ccengine.app.trouble import Trouble

_HEAD = "# Made by `python -m ccengine.app.lock`, for Python 3.11 to 3.13; installed by ccengine/app/bootstrap.py.\n"


def closure(wanted: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Requirements -> name -> (version, marker): those named, and all that they need on this Python."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, tuple[str, str]] = {}
    seen: set[tuple[str, str]] = set()
    todo = [(Requirement(text), "", True) for text in wanted]
    while todo:
        requirement, extra, own = todo.pop()
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": one}) for one in (extra, "")):
            continue
        name = canonicalize_name(requirement.name)
        for one in requirement.extras or {""}:
            if (name, one) in seen:
                continue
            seen.add((name, one))
            try:
                installed = distribution(name)
            except PackageNotFoundError:
                raise Trouble(f"{name} is not installed", "pip install it, then write the lock") from None
            only = f"; {marker}" if marker and own else ""  # what only others need conditionally does no harm
            found.setdefault(name, (installed.version, only))
            todo += [(Requirement(text), one, False) for text in installed.requires or ()]
    return found


def text(found: dict[str, tuple[str, str]]) -> str:
    return _HEAD + "".join(f"{name}=={version}{only}\n" for name, (version, only) in sorted(found.items()))


def main() -> None:
    top = checkout()
    if top is None:
        raise Trouble("the lock belongs to a checkout", "run this from one")
    setup = configparser.ConfigParser(interpolation=None)
    setup.read(top / "setup.cfg", "utf-8")
    runtime = setup["options"]["install_requires"].split("\n")
    test = setup["options.extras_require"]["test"].split("\n")
    for name, wanted in (("requirements.lock", runtime), ("requirements-test.lock", runtime + test)):
        path: Path = top / name
        path.write_text(text(closure(line for line in wanted if line.strip())), "utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
