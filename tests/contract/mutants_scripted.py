"""Ways to break the scripted call, each against one clause."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

import pytest

from ccengine.flow.scripted import ScriptedCall
from ccengine.flow.scripted.stage import Stage
from ccengine.model.call import Ask, Connect, Directive, Got, Played, Talked
from ccengine.model.keys import Buffer
from ccengine.model.why import Ended
from tests.contract.mutants import Mutant


def deaf_to_hangups(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Stage, "_raise_ended", lambda stage: None)


def answers_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ScriptedCall, "answer", lambda call: call.stage.note("answer"))


def plays_backwards(patch: pytest.MonkeyPatch) -> None:
    play = ScriptedCall.play
    patch.setattr(ScriptedCall, "play", lambda call, prompts, cut_by="": play(call, list(prompts)[::-1], cut_by))


def no_key_cuts(patch: pytest.MonkeyPatch) -> None:
    play = ScriptedCall.play
    patch.setattr(ScriptedCall, "play", lambda call, prompts, cut_by="": play(call, prompts))


def keeps_the_cutting_key(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Buffer, "next_of", lambda buffer, wanted, after=0: next((k for k in str(buffer) if k in wanted), ""))


def passes_over_missing_prompts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ScriptedCall, "_missing", lambda call, prompts: "")


def forgets_keys_between_commands(patch: pytest.MonkeyPatch) -> None:
    collect = ScriptedCall.collect

    def forgetful(call: ScriptedCall, prompts: Sequence[str], ask: Ask) -> Got:
        return collect(call, prompts, replace(ask, keep_typed_ahead=False))

    patch.setattr(ScriptedCall, "collect", forgetful)


def buffers_without_end(patch: pytest.MonkeyPatch) -> None:
    press = Buffer.press

    def endless(buffer: Buffer, key: str) -> bool:
        buffer._limit += 1
        return press(buffer, key)

    patch.setattr(Buffer, "press", endless)


def times_from_the_begin(patch: pytest.MonkeyPatch) -> None:
    collect, enter = ScriptedCall.collect, ScriptedCall._enter
    begins: list[float] = []

    def begun(call: ScriptedCall, prompts: Sequence[str], ask: Ask) -> Got:
        begins.append(call.stage.now)
        return collect(call, prompts, ask)

    def late(call: ScriptedCall, ask: Ask) -> Got:
        return enter(call, replace(ask, first=max(0.0, ask.first - (call.stage.now - begins[-1]))))

    patch.setattr(ScriptedCall, "collect", begun)
    patch.setattr(ScriptedCall, "_enter", late)


def leaves_the_terminator(patch: pytest.MonkeyPatch) -> None:
    enter = ScriptedCall._enter

    def left(call: ScriptedCall, ask: Ask) -> Got:
        got = enter(call, ask)
        if got.why is Ended.DONE and len(got.digits) < ask.max_digits:
            call.stage.buffer.press(ask.terminator)
        return got

    patch.setattr(ScriptedCall, "_enter", left)


def begins_music_anew(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Stage, "music", lambda stage, music: stage.ear.begin(f"music {music}", stage.now))


def last_directive_first(patch: pytest.MonkeyPatch) -> None:
    def tell(stage: Stage, directive: Directive) -> bool:
        stage.mailbox.appendleft(directive)
        return True

    patch.setattr(Stage, "tell", tell)


def plays_on_under_a_directive(patch: pytest.MonkeyPatch) -> None:
    play = ScriptedCall.play

    def stubborn(call: ScriptedCall, prompts: Sequence[str], cut_by: str = "") -> Played:
        stage = call.stage
        letters, stage.mailbox = stage.mailbox, deque()
        played = play(call, prompts, cut_by)
        stage.mailbox = letters + stage.mailbox
        return played if not stage.mailbox else Played(Ended.DONE)

    patch.setattr(ScriptedCall, "play", stubborn)


def talks_to_nobody(patch: pytest.MonkeyPatch) -> None:
    join = ScriptedCall.join

    def anyone(call: ScriptedCall, connect: Connect) -> Talked:
        call.stage.legs.setdefault(connect.offer, connect.agent)
        return join(call, connect)

    patch.setattr(ScriptedCall, "join", anyone)


def hangs_up_in_name_only(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ScriptedCall, "hangup", lambda call: None)


SCRIPTED = [
    Mutant(3, deaf_to_hangups),
    Mutant(8, answers_again),
    Mutant(9, plays_backwards),
    Mutant(11, no_key_cuts),
    Mutant(13, keeps_the_cutting_key),
    Mutant(15, passes_over_missing_prompts),
    Mutant(17, forgets_keys_between_commands),
    Mutant(19, buffers_without_end),
    Mutant(25, times_from_the_begin),
    Mutant(29, leaves_the_terminator),
    Mutant(37, begins_music_anew),
    Mutant(42, last_directive_first),
    Mutant(43, plays_on_under_a_directive),
    Mutant(50, talks_to_nobody),
    Mutant(64, hangs_up_in_name_only),
]
