"""play/*: keys in, transcript out; the notation: playing.py.

`python -m tests.unit.flow.test_play` writes the transcripts anew: read the difference before you keep it."""

import re
import sys
from pathlib import Path

import pytest

from ccengine.flow.nodes import VERBS
from tests.unit.flow.around import HERE
from tests.unit.flow.playing import played, read_play

OTHER_EXITS = {verb: {"next"} for verb in ("call", "hours", "menu", "when")}  # their exits are the flow's own
PLAYS = sorted((HERE / "play").glob("*.txt"))


@pytest.mark.parametrize("file", PLAYS, ids=lambda file: file.stem)
def test_play(file: Path) -> None:
    assert played(file) == read_play(file).transcript


def test_every_verb_is_played_at_least_twice_and_left_by_every_exit() -> None:
    entered = dict.fromkeys(VERBS, 0)
    left = {verb: set[str]() for verb in VERBS}
    for file in PLAYS:
        play = read_play(file)
        nodes = {node.id: node for flow in play.bundle.flows.values() for node in flow.nodes.values()}
        found = re.findall(r"leave (\S+) by (\S+)$", play.transcript, re.MULTILINE)
        for id, exit in found:
            if id in nodes:
                left[nodes[id].verb].add(exit)
        gone = set(re.findall(r"go to flow (\S+)", play.transcript))
        verbs = {nodes[id].verb for id, _ in found if id in nodes}
        for verb in verbs | {node.verb for node in nodes.values() if node.enters in gone}:
            entered[verb] += 1
    assert min(entered.values()) >= 2, entered
    missing = {verb: exits for verb, kind in VERBS.items() if (exits := set(kind.kind.EXITS) - left[verb])}
    assert missing == OTHER_EXITS


if __name__ == "__main__":
    for file in PLAYS if len(sys.argv) < 2 else [Path(name) for name in sys.argv[1:]]:
        head = file.read_text("utf-8").partition("----\n")[0]
        file.write_text(f"{head}----\n{played(file)}", "utf-8")
