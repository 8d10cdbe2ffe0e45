"""What is looked for in a flow that could be read: one rule a file, found by being here.  A file defines
`check(flow, around, report)`."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from ccengine.flow.flow import Flow
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report

Check = Callable[[Flow, Surroundings, Report], None]

CHECKS: tuple[Check, ...] = tuple(import_module(f"{__name__}.{module.name}").check for module in iter_modules(__path__))
