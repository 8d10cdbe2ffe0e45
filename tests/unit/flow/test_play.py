"""play/*: keys in, transcript out.

A file is the name of a flow of ok/ or flows/ (or `resumed NODE` after it), the caller's script, `----`, and the
transcript.  `python -m tests.unit.flow.test_play` writes the transcripts anew: read the difference before you keep
it."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.flow import Bundle, Flow, Frame, Standing, load, run
from ccengine.flow.nodes import VERBS
from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall
from ccengine.flow.scripted_desk import ScriptedDesk
from ccengine.flow.scripted_services import ScriptedServices
from ccengine.model.call import Cancelled, Connect, Hangup
from ccengine.model.ids import AgentId, NodeId, OfferId
from tests.unit.flow.around import AROUND, HERE, SHIPPED_AROUND, SHIPPED_FLOWS

PLAYS = sorted((HERE / "play").glob("*.txt"))


def parts(file: Path) -> tuple[Flow, list[str], str, str]:
    """The flow, the words behind its name, the script, the transcript."""
    head, _, rest = file.read_text("utf-8").partition("\n")
    script, _, transcript = rest.partition("----\n")
    name, *words = head.split()
    path, around = HERE / "ok" / f"{name}.yaml", AROUND
    if not path.exists():
        path, around = SHIPPED_FLOWS / f"{name}.yaml", SHIPPED_AROUND
    return load(path.read_bytes(), path.name, around), words, script, transcript


def played(file: Path) -> str:
    flow, words, script, _ = parts(file)
    call = ScriptedCall(script, replace(DEFAULT_INFO, language=flow.language))
    standing = None
    if words:
        standing = Standing([Frame(flow.name, NodeId(words[1]))], visit=3)
        talk = Connect(OfferId("o1-1"), AgentId("8001"))
        call.stage.legs[talk.offer] = talk.agent
        call = call.taken_up(talk if words[2:] == ["talking"] else None)
    try:
        services = ScriptedServices(note=call.stage.note)
        end = f"ended by {run(Bundle.of(flow), call, ScriptedDesk(call), services, standing=standing)}"
    except (Hangup, Cancelled) as error:
        end = type(error).__name__
    return f"{call.transcript}\n{end}\n"


@pytest.mark.parametrize("file", PLAYS, ids=lambda file: file.stem)
def test_play(file: Path) -> None:
    assert played(file) == parts(file)[3]


def test_every_verb_is_played_at_least_twice() -> None:
    entered = dict.fromkeys(VERBS, 0)
    for file in PLAYS:
        flow, _, _, transcript = parts(file)
        for verb in {node.verb for node in flow.nodes.values() if f"leave {node.id} by" in transcript}:
            entered[verb] += 1
    assert min(entered.values()) >= 2, entered


if __name__ == "__main__":
    for file in PLAYS if len(sys.argv) < 2 else [Path(name) for name in sys.argv[1:]]:
        head = file.read_text("utf-8").partition("----\n")[0]
        file.write_text(f"{head}----\n{played(file)}", "utf-8")
