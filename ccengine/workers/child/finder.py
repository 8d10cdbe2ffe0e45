"""A user's callable by its name: `file.py:function` or `package.module:function`, in one folder and nowhere else."""

import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

_NAME = re.compile(r"(?P<place>[^\0:]{1,200}):(?P<function>[^\W\d]\w{0,99})")
_MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


class NotFound(Exception):
    """The text says why."""


def find(name: str, folder: Path) -> Callable[..., Any]:
    """Imports the module when it is not imported yet.  Raises NotFound, and whatever the module raises."""
    match = _NAME.fullmatch(name)
    if not match:
        raise NotFound(f"{name[:200]!r} is no callable: write file.py:function or module:function")
    found: Callable[..., Any] | None = getattr(_module(match["place"], folder), match["function"], None)
    if found is None:
        raise NotFound(f'{match["place"]} has no "{match["function"]}"')
    if not callable(found):
        raise NotFound(f"{name} cannot be called: it is of type {type(found).__name__}")
    return found


def path_of(place: str, folder: Path) -> Path:
    """The file of `file.py` or of `package.module`.  Raises NotFound, also for one that lies outside by a link."""
    if place.endswith(".py"):
        candidates = [folder / place]
    elif _MODULE.fullmatch(place):
        stem = folder.joinpath(*place.split("."))
        candidates = [stem.with_name(f"{stem.name}.py"), stem / "__init__.py"]
    else:
        raise NotFound(f"{place!r} is neither a .py file nor a module")
    home = folder.resolve()
    for path in candidates:
        if path.is_file():
            if not path.resolve().is_relative_to(home):
                raise NotFound(f"{place} lies outside the scripts' folder")
            return path.resolve()
    raise NotFound(f"{place} is not in the scripts' folder")


def _module(place: str, folder: Path) -> ModuleType:
    path = path_of(place, folder)
    # A name that no import statement can give: a script called json.py is not taken for the library's.
    own = f"script:{path.stem}:{path}"
    for name in (place, own):
        if getattr(sys.modules.get(name), "__file__", None) == str(path):
            return sys.modules[name]
    if not place.endswith(".py") and _shadows_nothing(place):
        return importlib.import_module(place)
    return _loaded(own, path)


def _loaded(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]  # half of a module is no module: the next call tries again
        raise
    return module


def _shadows_nothing(place: str) -> bool:
    """The first part of the name is not a module that is loaded or shipped already."""
    first = place.partition(".")[0]
    return first not in sys.modules and first not in sys.stdlib_module_names and first != "ccengine"
