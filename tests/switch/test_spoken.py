"""A spoken value on a real Asterisk, with the shipped recordings: all its prompts are one piece."""

import shutil
from collections.abc import Sequence
from textwrap import dedent

import numpy as np
import pytest
import soundfile

from ccengine.app.shipped import shipped
from ccengine.flow import Bundle, Surroundings, load, read_prompts, run
from ccengine.flow.scripted import ScriptedCall, ScriptedDesk, ScriptedServices
from ccengine.flow.spoken import spoken
from tests.contract.far.sound import FRAME, LOUD, RATE, Samples
from tests.switch.board import Board

BETWEEN = 0.15
"""Seconds that may lie between two prompts: the command's way there and back, and a packet.  0.05 with both cores full;
from 0.2 on one hears a pause."""
STALL = 0.3  # seconds, once: a busy machine
TURNS = [
    ("zh", "money", "12345.67"),
    ("zh", "digits", "13800138000"),
    ("en", "date", "2026-10-01"),
    ("en", "duration", "1h25m40s"),
]
FLOW = """\
    flow: value
    language: {language}
    start: tell
    nodes:
      tell: {{say: "{value}", as: {kind}, before: welcome, after: goodbye, next: hangup}}
"""


def loud(frames: Sequence[tuple[float, Samples]]) -> list[float]:
    """When there was sound."""
    return [begin for begin, frame in frames if np.abs(frame.astype(int)).max() > LOUD]


def cut(samples: Samples) -> list[tuple[float, Samples]]:
    return [(start / RATE, samples[start : start + FRAME]) for start in range(0, len(samples) - FRAME, FRAME)]


@pytest.mark.parametrize(("language", "kind", "value"), TURNS, ids=lambda value: value)
def test_a_spoken_value_is_one_piece(board: Board, language: str, kind: str, value: str) -> None:
    prompts = ["welcome", *spoken(kind, value, language), "goodbye"]
    assert len(prompts) > 5
    folder = board.asterisk.home.prompts / language
    folder.mkdir(parents=True, exist_ok=True)
    sounds = []
    for prompt in prompts:
        recording = shipped("prompts") / language / f"{prompt}.wav"
        shutil.copy(recording, folder)
        sounds.append(soundfile.read(recording, dtype="int16")[0])
    text = dedent(FLOW).format(language=language, kind=kind, value=value)
    flow = load(text, "value.yaml", Surroundings(prompts=read_prompts(shipped("prompts"))))
    with board.caller() as (call, far):
        call.set_language(language)
        run(Bundle.of(flow), call, ScriptedDesk(ScriptedCall()), ScriptedServices())
        board.until(lambda: not far.is_there)
    heard, meant = loud(far.media.frames()), loud(cut(np.concatenate(sounds)))
    assert len(heard) == pytest.approx(len(meant), abs=len(prompts)), "none is lost, none comes twice"
    longer = (heard[-1] - heard[0]) - (meant[-1] - meant[0])
    assert -FRAME / RATE * len(prompts) <= longer <= BETWEEN * (len(prompts) - 1)
    assert np.diff(heard).max() <= np.diff(meant).max() + STALL
