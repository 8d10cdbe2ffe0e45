"""What a listener makes of the other side's sound: real frames, with the times at which they came."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pytest

from ccengine_sim.phone.g711 import LAWS, PCMA, Law
from ccengine_sim.phone.hearing import Hearing
from ccengine_sim.phone.media import Heard
from ccengine_sim.phone.rtp import FRAME, Packet
from ccengine_sim.phone.sending import Sending
from ccengine_sim.phone.tones import frames_of, listen, tone_frame
from ccengine_sim.trunk.sound import faults, first, pauses, speech, strangers
from ccengine_sim.trunk.voices import VOICES, of_agents, of_caller

PARTNER, OTHER = (1000, 1700), (1150, 2300)
BEGIN, END = 100.0, 110.0
Piece = tuple[float, int, bytes]
"""When the first frame came, how many, 20 ms apart, and what they hold; frames of no time between are a burst."""


def music() -> bytes:
    return PCMA.encode(np.random.default_rng(1).normal(0, 3000, FRAME).astype(np.int16))


VOICE, WRONG, SILENCE, MUSIC = tone_frame(PARTNER, PCMA), tone_frame(OTHER, PCMA), PCMA.silence * FRAME, music()


def heard(*pieces: Piece, burst: Iterable[float] = (), behind: tuple[tuple[float, float], ...] = ()) -> Heard:
    """`burst`: times at each of which ten frames of the partner come at once."""
    arrived = [(start + slot * 0.02, frame) for start, count, frame in pieces for slot in range(count)]
    arrived += [(at + slot * 1e-4, VOICE) for at in burst for slot in range(10)]
    hearing = Hearing()
    for n, (when, frame) in enumerate(sorted(arrived)):
        codes = hearing.take(Packet(PCMA.payload_type, n, n * FRAME, 1, frame).to_bytes(), when)
        assert codes is not None
        hearing.analysed(when, *listen(PCMA.decode(codes).reshape(1, FRAME)))
    return Heard.of(hearing.report() | {"sent": {}, "behind": behind})


def judged(got: Heard, partner: tuple[int, ...] = PARTNER) -> tuple[list[str], list[str]]:
    begin = first(got, partner, BEGIN)
    return [*faults(got, partner, begin, END)], [*pauses(got, partner, begin, END)]


def test_a_partner_who_is_there_all_the_time() -> None:
    assert judged(heard((BEGIN, 500, VOICE))) == ([], [])


def test_a_gap_in_the_sound_is_a_fault() -> None:
    got = heard((BEGIN, 200, VOICE), (BEGIN + 4.0, 10, SILENCE), (BEGIN + 4.2, 290, VOICE))
    assert judged(got) == (["gap 0.20 s, 4.00 s after the first sound: missing"], [])


def test_packets_that_never_come_are_missing() -> None:
    got = heard((BEGIN, 200, VOICE), (BEGIN + 4.2, 290, VOICE))
    assert judged(got) == (["gap 0.20 s, 4.00 s after the first sound: missing"], [])


def test_what_comes_all_at_once_was_held() -> None:
    got = heard((BEGIN, 200, VOICE), (BEGIN + 4.2, 290, VOICE), burst=[BEGIN + 4.2])
    assert judged(got) == ([], ["gap 0.20 s, 4.00 s after the first sound: held"])


def test_no_hotline_may_hold_it_for_long() -> None:
    got = heard((BEGIN, 200, VOICE), (BEGIN + 5.2, 240, VOICE), burst=[BEGIN + 5.2 + n * 1e-3 for n in range(6)])
    assert judged(got) == (["gap 1.20 s, 4.00 s after the first sound: held"], [])


def test_a_trunk_that_stood_still_itself_is_told_so() -> None:
    late = ((BEGIN + 4.0, BEGIN + 4.19),)
    held = heard((BEGIN, 200, VOICE), (BEGIN + 4.2, 290, VOICE), burst=[BEGIN + 4.2], behind=late)
    assert judged(held) == ([], ["gap 0.20 s, 4.00 s after the first sound: the trunk stood still"])
    never_sent = heard((BEGIN, 200, VOICE), (BEGIN + 4.2, 290, VOICE), behind=late)
    assert judged(never_sent) == ([], ["gap 0.20 s, 4.00 s after the first sound: the trunk stood still"])
    elsewhere = heard((BEGIN, 200, VOICE), (BEGIN + 4.2, 290, VOICE), behind=((BEGIN + 6, BEGIN + 7),))
    assert judged(elsewhere)[0] == ["gap 0.20 s, 4.00 s after the first sound: missing"]


def test_pauses_under_the_limit_are_nothing() -> None:
    assert judged(heard((BEGIN, 200, VOICE), (BEGIN + 4.1, 295, VOICE))) == ([], [])


def test_begin_and_end_are_left_alone() -> None:
    assert judged(heard((BEGIN, 10, VOICE), (BEGIN + 0.3, 472, VOICE))) == ([], [])


def test_a_partner_who_goes_away() -> None:
    assert judged(heard((BEGIN, 300, VOICE)))[0] == ["gap 3.70 s, 6.00 s after the first sound: missing"]


def test_one_way_audio() -> None:
    assert judged(heard((BEGIN, 500, SILENCE)))[0] == ["never heard his partner (1000+1700 Hz)"]


def test_half_of_a_voice_is_another_s() -> None:
    half = tone_frame((1000, 2000), PCMA)
    assert judged(heard((BEGIN, 500, half)))[0] == ["never heard his partner (1000+1700 Hz)"]


def test_a_wrong_partner() -> None:
    got = heard((BEGIN, 100, VOICE), (BEGIN + 2, 400, WRONG))
    assert judged(got)[0] == [
        "heard 1150+2300 Hz for 7.70 s, his partner sends 1000+1700 Hz",
        "gap 7.70 s, 2.00 s after the first sound: missing",
    ]


def test_a_third_party_in_the_talk() -> None:
    both = PCMA.encode(PCMA.decode(VOICE) // 2 + PCMA.decode(WRONG) // 2)
    got = heard((BEGIN, 200, VOICE), (BEGIN + 4, 100, both), (BEGIN + 6, 200, VOICE))
    assert judged(got) == (["heard 1150+2300 Hz for 2.00 s, his partner sends 1000+1700 Hz"], [])


def test_music_that_is_sent_in_turns_with_the_partner() -> None:
    turns = [
        (BEGIN + 4 + slot * 0.04 + shift, 1, frame)
        for slot in range(50)
        for shift, frame in ((0, MUSIC), (0.02, VOICE))
    ]
    found, _ = judged(heard((BEGIN, 200, VOICE), *turns, (BEGIN + 6, 200, VOICE)))
    assert found == ["heard something else for 1.00 s, his partner sends 1000+1700 Hz"]


def test_what_was_heard_before_the_talk_is_nothing_to_it() -> None:
    assert judged(heard((BEGIN - 5, 250, MUSIC), (BEGIN, 500, VOICE))) == ([], [])


def test_who_sends_nothing_is_not_heard() -> None:
    assert [*strangers(heard((BEGIN, 500, SILENCE)), (), BEGIN, END)] == []
    wrong = heard((BEGIN, 400, SILENCE), (BEGIN + 8, 100, WRONG))
    assert [*strangers(wrong, (), BEGIN, END)] == ["heard 1150+2300 Hz for 2.00 s, his partner sends nothing"]


def test_speech_is_heard_or_not() -> None:
    begin, wrong = speech(heard((BEGIN, 10, SILENCE), (BEGIN + 0.2, 400, MUSIC)), BEGIN, END)
    assert (begin, wrong) == (BEGIN + 0.2, [])
    assert speech(heard((BEGIN, 500, SILENCE)), BEGIN, END)[1] == ["never heard his partner (speech)"]


def test_no_two_calls_share_a_voice_and_neighbours_share_no_tone() -> None:
    assert len({*VOICES}) == len(VOICES) == 1456
    agents = of_agents(160)
    callers = [of_caller(n, 160) for n in range(len(VOICES) - 160)]
    assert len({*agents, *callers}) == len(VOICES)
    assert all(not {*a} & {*b} for a, b in combinations(callers[:2], 2))
    assert of_caller(len(callers), 160) == callers[0]
    assert len(of_agents(2000)) == 2000


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_every_voice_is_known_again(law: Law) -> None:
    """By either law and from one into the other, half as loud, and at any edge of the frames."""
    other = next(each for each in LAWS.values() if each is not law)
    for voice in VOICES[::7]:
        once = law.decode(tone_frame(voice, law) * 4)
        for samples in (once, other.decode(other.encode(once)), once // 2):
            assert {*listen(samples[37 : 37 + 2 * FRAME].reshape(2, FRAME))} == {(False, True, voice)}


def test_speech_goes_on_and_a_hush_is_a_gap() -> None:
    one = Sending()
    one.tone(*PARTNER)
    one.hush(0.2)
    frames = [one.next()[12:] for _ in range(12)]
    assert frames == [SILENCE] * 10 + [VOICE] * 2
    one.speech(frames_of(PCMA.decode(MUSIC * 2), PCMA), again=True)
    assert [one.next()[12:] for _ in range(5)] == [MUSIC] * 5
