"""The verbs: one file each, found by being here.  A file defines the node's class, `run` and `VERB`."""

from importlib import import_module
from pkgutil import iter_modules

from ccengine.flow.node import AnyVerb

VERBS: dict[str, AnyVerb] = {
    verb.name: verb for verb in (import_module(f"{__name__}.{module.name}").VERB for module in iter_modules(__path__))
}
