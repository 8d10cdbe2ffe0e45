"""What a listener makes of the other side's sound: real frames, with the times at which they came."""

from collections.abc import Iterable
from itertools import combinations
from math import inf

import numpy as np
import pytest

from ccengine_sim.phone.g711 import LAWS, PCMA, Law
from ccengine_sim.phone.hearing import MOST, Hearing
from ccengine_sim.phone.media import Heard
from ccengine_sim.phone.rtp import FRAME, Packet
from ccengine_sim.phone.sending import Sending
from ccengine_sim.phone.tones import frames_of, listen, tone_frame
from ccengine_sim.trunk.sound import (
    Talk,
    faults,
    first,
    first_speech,
    one_way,
    pauses,
    strangers,
    unheard,
    wrong_voices,
)
from ccengine_sim.trunk.voices import VOICES, of_agents, of_caller
from ccengine_sim.trunk.wrong import Side, Sort

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


def talk(got: Heard, who: Side = Side.CALLER) -> Talk:
    """An agent has answered at `BEGIN`."""
    return Talk(who, BEGIN, first(got, PARTNER, BEGIN), END)


def judged(got: Heard, who: Side = Side.CALLER) -> tuple[list[str], list[str]]:
    """Faults and short pauses, without who has heard them."""
    of = talk(got, who)
    short = [pause.removeprefix(f"the {who} ") for pause in pauses(got, PARTNER, of)]
    return [fault.text for fault in faults(got, PARTNER, of)], short


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
    got = heard((BEGIN, 300, VOICE))
    (fault,) = faults(got, PARTNER, talk(got))
    assert str(fault) == "the caller gap 3.70 s, 6.00 s after the first sound: missing"
    assert fault.sort is Sort.GAP
    assert [fault.at, fault.until] == pytest.approx([BEGIN + 6, END - 0.3])


def test_one_way_audio() -> None:
    got = heard((BEGIN, 500, SILENCE))
    (fault,) = faults(got, PARTNER, talk(got))
    assert str(fault) == "the caller never heard his partner (1000+1700 Hz)"
    assert (fault.sort, fault.at, fault.until) == (Sort.NEVER, BEGIN, END)


@pytest.mark.parametrize("late", Side)
def test_audio_that_goes_one_way_at_first(late: Side) -> None:
    """Within what either may wait for a join: it is the other's ear that tells."""
    soon, later = heard((BEGIN + 1, 450, VOICE)), heard((BEGIN + 3, 350, VOICE))
    caller = talk(later if late is Side.CALLER else soon)
    agent = talk(later if late is Side.AGENT else soon, Side.AGENT)
    assert [*faults(soon, PARTNER, talk(soon))] == [*faults(later, PARTNER, talk(later))] == []
    (fault,) = one_way(caller, agent, soon)
    other = next(side for side in Side if side is not late)
    assert str(fault) == f"the {late} heard his partner 2.00 s after the {other} heard his"
    assert fault.sort is Sort.LATE
    assert [fault.at, fault.length] == pytest.approx([BEGIN + 1, 2])


@pytest.mark.parametrize(
    ("begin", "behind"),
    [(BEGIN + 1.9, ()), (BEGIN + 3, ((BEGIN + 0.5, BEGIN + 2.1),))],
    ids=["joined late, and both at once", "the trunk itself stood still"],
)
def test_no_audio_one_way(begin: float, behind: tuple[tuple[float, float], ...]) -> None:
    soon, later = heard((BEGIN + 1, 450, VOICE), behind=behind), heard((begin, 350, VOICE), behind=behind)
    assert [*one_way(talk(soon), talk(later, Side.AGENT), later)] == []
    nobody = talk(heard((BEGIN, 500, SILENCE)), Side.AGENT)
    assert [*one_way(talk(soon), nobody, soon)] == [], "who never hears anybody is told so already"


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


@pytest.mark.parametrize("who", Side)
def test_what_was_heard_before_the_talk_is_nothing_to_it(who: Side) -> None:
    for before in (MUSIC, WRONG):
        assert judged(heard((BEGIN - 5, 250, before), (BEGIN, 500, VOICE)), who) == ([], [])


def test_a_caller_hears_music_until_he_is_joined_and_an_agent_nothing() -> None:
    """The last of it may be on its way at the join."""
    got = heard((BEGIN, 100, MUSIC), (BEGIN + 2, 10, VOICE), (BEGIN + 2.2, 2, MUSIC), (BEGIN + 2.24, 388, VOICE))
    assert judged(got) == ([], [])
    assert judged(got, Side.AGENT)[0] == ["heard something else for 2.00 s, his partner sends 1000+1700 Hz"]
    assert judged(heard((BEGIN, 100, SILENCE), (BEGIN + 2, 400, VOICE)), Side.AGENT) == ([], [])


def test_a_chord_of_the_music_is_nobody_s_voice() -> None:
    chord = PCMA.encode(PCMA.decode(WRONG) // 2 + PCMA.decode(MUSIC))
    got = heard((BEGIN, 100, chord), (BEGIN + 2, 400, VOICE))
    assert {1150, 2300} <= {*got.tones}
    assert judged(got) == ([], [])


@pytest.mark.parametrize("who", Side)
def test_a_wrong_partner_before_the_right_one(who: Side) -> None:
    got = heard((BEGIN, 200, WRONG), (BEGIN + 4, 300, VOICE))
    assert judged(got, who) == (["heard 1150+2300 Hz for 4.00 s, his partner sends 1000+1700 Hz"], [])
    (fault,) = faults(got, PARTNER, talk(got, who))
    assert fault.sort is Sort.STRANGE
    assert [fault.at, fault.length] == pytest.approx([BEGIN, 4.0])


def test_a_wrong_partner_and_nobody_else() -> None:
    assert judged(heard((BEGIN, 500, WRONG)))[0] == [
        "never heard his partner (1000+1700 Hz)",
        "heard 1150+2300 Hz for 9.70 s, his partner sends 1000+1700 Hz",
    ]


@pytest.mark.parametrize("who", Side)
def test_a_partner_who_is_heard_too_late(who: Side) -> None:
    late = heard((BEGIN, 260, SILENCE), (BEGIN + 5.2, 240, VOICE))
    assert judged(late, who)[0] == ["heard his partner (1000+1700 Hz) 5.20 s after the agent's answer"]
    assert judged(heard((BEGIN + 4.9, 255, VOICE)), who) == ([], [])
    own = heard((BEGIN + 5.2, 240, VOICE), behind=((BEGIN - 1, BEGIN + 0.3),))
    assert judged(own, who) == ([], []), "the trunk stood still"


def test_a_partner_who_comes_in_heaps_only_is_heard() -> None:
    """The machine is busy with others, and lets him have his turn now and then."""
    got = heard(burst=[BEGIN + 1 + n * 0.2 for n in range(40)])
    assert first(got, PARTNER, BEGIN) == BEGIN + 1


def test_music_that_is_left_on_after_a_long_wait_on_music() -> None:
    """So long that more was heard than is kept."""
    music = [(BEGIN - 0.2 * n, 2, MUSIC) for n in range(1, MOST + 10)]
    got = heard(*music, (BEGIN, 200, VOICE), (BEGIN + 4, 50, MUSIC), (BEGIN + 5, 250, VOICE))
    assert "heard something else for 1.00 s, his partner sends 1000+1700 Hz" in judged(got)[0]


def test_a_talk_that_was_cut_is_looked_through_for_others_voices() -> None:
    got = heard((BEGIN, 100, MUSIC), (BEGIN + 2, 50, WRONG), (BEGIN + 3, 50, VOICE), (BEGIN + 4, 8, WRONG))
    assert [str(wrong) for wrong in wrong_voices(got, PARTNER, Side.AGENT, BEGIN, inf)] == [
        "the agent heard 1150+2300 Hz for 1.00 s, his partner sends 1000+1700 Hz"
    ]
    assert [*wrong_voices(got, PARTNER, Side.AGENT, BEGIN + 3, inf)] == []


def test_who_sends_nothing_is_not_heard() -> None:
    assert [*strangers(heard((BEGIN, 500, SILENCE)), (), Side.AGENT, BEGIN, END)] == []
    wrong = heard((BEGIN, 400, SILENCE), (BEGIN + 8, 100, WRONG))
    (fault,) = strangers(wrong, (), Side.AGENT, BEGIN, END)
    assert str(fault) == "the agent heard 1150+2300 Hz for 2.00 s, his partner sends nothing"


def test_speech_is_heard_or_not() -> None:
    assert first_speech(heard((BEGIN, 10, SILENCE), (BEGIN + 0.2, 400, MUSIC)), BEGIN, END) == BEGIN + 0.2
    assert first_speech(heard((BEGIN - 1, 40, MUSIC), (BEGIN + 1, 400, MUSIC)), BEGIN, END) == BEGIN + 1
    words = [(BEGIN + 0.2 * n, 2, MUSIC) for n in range(MOST + 10)]
    assert first_speech(heard(*words), BEGIN, BEGIN + 3600) == BEGIN
    silence = heard((BEGIN, 500, SILENCE))
    nobody = Talk(Side.AGENT, BEGIN, first_speech(silence, BEGIN, END), END)
    (fault,) = unheard(silence, "speech", nobody)
    assert str(fault) == "the agent never heard his partner (speech)"


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
