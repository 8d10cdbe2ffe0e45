"""What a caller walks through.

    flow         a script of nodes, loaded and checked                           flow.py, header.py, bundle.py
    load         YAML -> Flow, or all that is wrong with it                      load.py
    nodes        the verbs: one file each, found by being there                  nodes/
                 and what they share                                             base.py, given.py, fields.py,
                                                                                 leading.py, partner.py, moments.py,
                                                                                 dialling.py
                 of those that ask the world                                     asking.py, effects.py
    told         JSON Schema and the manual's page of the verbs                  schema.py, manual.py
    expr         what stands in {{ }}: parsed, bounded, computed                 expr/
    spoken       values -> prompts, by each language's rules                     spoken/
    checks       what is looked for in a flow that could be read, one a file     checks/
                 and what they look through: circles, flows in flows,            graph.py, entering.py, reading.py,
                 what is set on every way, where a name stands                   knowing.py, placing.py
    ports        ports.yaml: numbers, trunks, lines and the flows they enter     ports.py
    folder       all flows that the ports lead to                                folder.py, bundling.py, surroundings.py
    version      a flow and all that it plays and runs, named by its bytes       versions.py
    prompts      prompts/index.yaml: what every prompt says                      prompt_index.py
    run          the loop: node after node over a Call, a Desk and Services      runner.py, guard.py
                 where it stands, what its nodes see                             standing.py, here.py, scope.py
                 a call that is taken up after a crash                           resuming.py
    scripted     a Call without a switch: keys in, transcript out                scripted/
    trying       a call in the terminal                                          trying/
    cases        calls that are expected to go so, from a file or a record       cases/
    picture      a flow drawn as SVG                                             picture/

A node is a sequence, top to bottom; nothing here knows a socket, a clock of its own or a switch."""

from ccengine.flow.bundle import Bundle
from ccengine.flow.flow import Flow
from ccengine.flow.folder import load_flows
from ccengine.flow.guard import FlowLimits
from ccengine.flow.load import load
from ccengine.flow.runner import run
from ccengine.flow.standing import Frame, Standing
from ccengine.flow.surroundings import Surroundings, read_prompts

__all__ = [
    "Bundle",
    "Flow",
    "FlowLimits",
    "Frame",
    "Standing",
    "Surroundings",
    "load",
    "load_flows",
    "read_prompts",
    "run",
]
