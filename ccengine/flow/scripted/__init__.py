"""A Call without a switch: keys in, transcript out.

    call         the line: keys and time in, a transcript out              call.py
    lengths      the prompts that there are, and how long they last       lengths.py
    script       what happens to it, step by step                         script.py
                 as text, one step per line                               notation.py
    world        virtual time, and the script that goes on in it          world.py
                 caller, agents, the engine's orders: what is there now   stage.py
    transcript   what happened, what was heard, what is on recordings     transcript.py
    desk         an engine that only writes down what it is asked         desk.py
    services     answers that were given beforehand                       services.py

Nothing here waits: an hour of a call takes no time, and the same script always gives the same transcript."""

from ccengine.flow.scripted.call import DEFAULT_INFO, ScriptedCall
from ccengine.flow.scripted.desk import ScriptedDesk
from ccengine.flow.scripted.lengths import Lengths, every_prompt, listed_prompts
from ccengine.flow.scripted.notation import parse_script
from ccengine.flow.scripted.services import Answer, Answers, ScriptedServices, nobody
from ccengine.flow.scripted.transcript import Piece

__all__ = [
    "DEFAULT_INFO",
    "Answer",
    "Answers",
    "Lengths",
    "Piece",
    "ScriptedCall",
    "ScriptedDesk",
    "ScriptedServices",
    "every_prompt",
    "listed_prompts",
    "nobody",
    "parse_script",
]
