"""Ways to break the call on Asterisk, each against one clause."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ccengine.model.call import Ask, Directive, Got, Held
from ccengine.model.ids import Seconds
from ccengine.switch.asterisk.call import AsteriskCall
from ccengine.switch.asterisk.line import Line
from ccengine.switch.asterisk.prompts import Prompts
from tests.contract.mutants import Mutant


def plays_backwards(patch: pytest.MonkeyPatch) -> None:
    play = AsteriskCall.play
    patch.setattr(AsteriskCall, "play", lambda call, prompts, cut_by="": play(call, list(prompts)[::-1], cut_by))


def no_key_cuts(patch: pytest.MonkeyPatch) -> None:
    play = AsteriskCall.play
    patch.setattr(AsteriskCall, "play", lambda call, prompts, cut_by="": play(call, prompts))


def keeps_the_cutting_key(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Line, "take_key", lambda line, wanted: next((key for key in line.keys if key in wanted), ""))


def does_not_look_for_prompts(patch: pytest.MonkeyPatch) -> None:
    """As Asterisk has it: a missing file is told when its turn comes."""

    def find(prompts: Prompts, names: Sequence[str], language: str) -> tuple[list[str], str]:
        return [prompts.find(name, language) or f"/none/{name}" for name in names], ""

    patch.setattr(Prompts, "find_all", find)


def forgets_keys_between_commands(patch: pytest.MonkeyPatch) -> None:
    collect = AsteriskCall.collect

    def forgetful(call: AsteriskCall, prompts: Sequence[str], ask: Ask) -> Got:
        return collect(call, prompts, replace(ask, keep_typed_ahead=False))

    patch.setattr(AsteriskCall, "collect", forgetful)


def buffers_without_end(patch: pytest.MonkeyPatch) -> None:
    def pressed(line: Line, key: str) -> None:
        line.keys.append(key)
        line.wake()

    patch.setattr(Line, "pressed", pressed)


def stops_music_after_each_hold(patch: pytest.MonkeyPatch) -> None:
    hold = AsteriskCall.hold

    def hold_and_stop(call: AsteriskCall, music: str, limit: Seconds, cut_by: str = "") -> Held:
        held = hold(call, music, limit, cut_by)
        call._quiet()
        return held

    patch.setattr(AsteriskCall, "hold", hold_and_stop)


def last_directive_first(patch: pytest.MonkeyPatch) -> None:
    def tell(line: Line, directive: Directive) -> bool:
        line.mail.appendleft(directive)
        line.wake()
        return True

    patch.setattr(Line, "tell", tell)


def plays_on_under_a_directive(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Line, "urgent", property(lambda line: False))


def leaves_music_in_the_talk(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AsteriskCall, "_quiet", lambda call: None)


def speaks_chinese_only(patch: pytest.MonkeyPatch) -> None:
    find = Prompts.find
    patch.setattr(Prompts, "find", lambda prompts, name, language: find(prompts, name, "zh"))


def hangs_up_in_name_only(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AsteriskCall, "_end", lambda call, *last: setattr(call._line, "gone", True))


ASTERISK = [
    Mutant(9, plays_backwards),
    Mutant(11, no_key_cuts),
    Mutant(13, keeps_the_cutting_key),
    Mutant(15, does_not_look_for_prompts),
    Mutant(17, forgets_keys_between_commands),
    Mutant(19, buffers_without_end),
    Mutant(37, stops_music_after_each_hold),
    Mutant(42, last_directive_first),
    Mutant(43, plays_on_under_a_directive),
    Mutant(47, leaves_music_in_the_talk),
    Mutant(62, speaks_chinese_only),
    Mutant(64, hangs_up_in_name_only),
]
