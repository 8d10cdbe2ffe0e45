"""What is looked for in flows that could be read: one rule a file, found by being here.

A file defines `check(flow, around, report)`, or `check_folder(flows, around, report)` for what only all flows of a
folder together show."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from ccengine.flow.flow import Flow
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report

Check = Callable[[Flow, Surroundings, Report], None]
FolderCheck = Callable[[list[Flow], Surroundings, Report], None]

FILES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]

CHECKS: tuple[Check, ...] = tuple(file.check for file in FILES if hasattr(file, "check"))
FOLDER_CHECKS: tuple[FolderCheck, ...] = tuple(file.check_folder for file in FILES if hasattr(file, "check_folder"))
