"""What a caller walks through.

    flow         a script of nodes; with all that it enters: a bundle            flow.py, bundle.py
    node         what all nodes share, and what a verb is                        node.py
    nodes        the verbs: one file each, found by being there                  nodes/
    fields       how verbs declare their fields, and how those are read          fields/
    expr         what stands in {{ }}: parsed, bounded, computed                 expr/
    spoken       values -> prompts, by each language's rules                     spoken/
    told         JSON Schema and the manual's page of the verbs                  schema.py, manual.py
    loading      YAML -> flows, or all that is wrong with them                   loading/
    around       what a flow may refer to besides its own nodes                  surroundings.py
    checks       what is looked for in a flow that could be read, one a file     checks/
    analysis     what they look through: circles, variables, flows in flows      analysis/
    ports        ports.yaml: numbers, trunks, lines and the flows they enter     ports.py
    schedules    schedules.yaml and calendars: when it is open                   schedules/
    prompts      prompts/index.yaml: what every prompt says                      prompt_index.py
    version      a flow and all that it plays and runs, named by its bytes       versions.py
    hooks        what users' code may ask while it runs                          hooks/
    running      the loop, where a call stands, what its nodes see               running/
    scripted     a Call without a switch: keys in, transcript out                scripted/
    trying       a call in the terminal                                          trying/
    cases        calls that are expected to go so, from a file or a record       cases/
    picture      a flow drawn as SVG                                             picture/

A node is a sequence, top to bottom; nothing here knows a socket, a clock of its own or a switch."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ccengine.flow.bundle import Bundle
    from ccengine.flow.flow import Flow
    from ccengine.flow.loading.folder import load_flows
    from ccengine.flow.loading.load import load
    from ccengine.flow.running.guard import FlowLimits
    from ccengine.flow.running.loop import run
    from ccengine.flow.running.resuming import given
    from ccengine.flow.running.standing import Frame, Standing
    from ccengine.flow.surroundings import Surroundings, read_prompts

__all__ = [
    "Bundle",
    "Flow",
    "FlowLimits",
    "Frame",
    "Standing",
    "Surroundings",
    "given",
    "load",
    "load_flows",
    "read_prompts",
    "run",
]

_PLACES = {
    "Bundle": "ccengine.flow.bundle",
    "Flow": "ccengine.flow.flow",
    "load_flows": "ccengine.flow.loading.folder",
    "load": "ccengine.flow.loading.load",
    "FlowLimits": "ccengine.flow.running.guard",
    "run": "ccengine.flow.running.loop",
    "given": "ccengine.flow.running.resuming",
    "Frame": "ccengine.flow.running.standing",
    "Standing": "ccengine.flow.running.standing",
    "Surroundings": "ccengine.flow.surroundings",
    "read_prompts": "ccengine.flow.surroundings",
}


def __getattr__(name: str) -> Any:
    """A program that asks for one name of a module below does not wait for all verbs and checks (0.2 s)."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_PLACES[name]), name)
    return found
