"""The first lines of a package tell where things are: they name no file that is gone."""

import ast
import re
from pathlib import Path

import ccengine
import ccengine_sim

PACKAGES = [Path(package.__file__).parent for package in (ccengine, ccengine_sim) if package.__file__]
DOORS = [door for package in PACKAGES for door in sorted(package.rglob("__init__.py"))]


def test_a_door_names_no_file_that_is_gone() -> None:
    named = 0
    for door in DOORS:
        told = ast.get_docstring(ast.parse(door.read_text("utf-8"))) or ""
        for name in re.findall(r"(?<![\w./*])[\w*]+\.py\b", told):
            named += 1
            assert next(door.parent.rglob(name), None), f"{door} names {name}, which is not there"
    assert named > 150
