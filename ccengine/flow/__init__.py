"""What a caller walks through.

    flow         a script of nodes, loaded and checked                           flow.py, base.py
    load         YAML -> Flow, or all that is wrong with it                      load.py, fields.py
    nodes        the verbs: one file each, found by being there                  nodes/
    checks       what is looked for in a flow that could be read, one a file     checks/
    ports        all flows that the settings lead to                             ports.py, surroundings.py
    prompts      prompts/index.yaml: what every prompt says                      prompt_index.py
    run          the loop: node after node over a Call and a Desk                runner.py
    scripted     a Call without a switch: keys in, transcript out                scripted.py, scripted_desk.py
    script       its notation                                                    script.py, script_text.py
    world        its clock, its caller and its line                              world.py, stage.py, transcript.py

A node is a sequence, top to bottom; nothing here knows a socket, a clock of its own or a switch."""

from ccengine.flow.flow import Flow
from ccengine.flow.load import load
from ccengine.flow.ports import load_flows
from ccengine.flow.runner import FlowLimits, run
from ccengine.flow.surroundings import Surroundings, read_prompts

__all__ = ["Flow", "FlowLimits", "Surroundings", "load", "load_flows", "read_prompts", "run"]
