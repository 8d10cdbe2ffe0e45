"""Scripts, key plans, channel events and the reconciliation of records."""

from dataclasses import replace

import pytest

from ccengine.wire.cel import parse_cel
from ccengine_sim.phone.cel import SwitchCall, Talk, switch_calls
from ccengine_sim.phone.load import Report, TimedKeys, parse_keys
from ccengine_sim.phone.media import Heard
from ccengine_sim.phone.reconcile import CallRecord, reconcile
from ccengine_sim.phone.script import BadScript, Step, parse_script, told

BRIDGE = '{""bridge_id"":""b1"",""bridge_technology"":""simple_bridge""}'


def cel(at: float, kind: str, unique: str, channel: str, extra: str = "") -> str:
    cells = [f"{at:.6f}", kind, unique, unique, channel, "400", "acd", "138", 'a ""b"", c', "", "", "", extra]
    return ",".join(f'"{cell}"' for cell in cells)


CALLER, AGENT = ("c1", "PJSIP/ccengine-trunk-00000001"), ("o1-1", "PJSIP/agent8001-00000002")
LINES = [
    cel(10.0, "CHAN_START", *CALLER),
    cel(10.1, "ANSWER", *CALLER),
    cel(12.0, "CHAN_START", *AGENT),
    cel(13.0, "BRIDGE_ENTER", *AGENT, BRIDGE),
    cel(13.1, "BRIDGE_ENTER", *CALLER, BRIDGE),
    cel(20.0, "BRIDGE_EXIT", *AGENT, BRIDGE),
    cel(20.1, "BRIDGE_EXIT", *CALLER, BRIDGE),
    cel(25.0, "HANGUP", *CALLER),
]
CALL = SwitchCall("c1", "138", 10.0, 10.1, 25.0, [Talk(AGENT[1], 13.1, 20.0)])
RECORD = CallRecord("c1", "138", "400", 10.0, 10.1, 13.1, 20.0, 25.0, "8001")


def test_channel_events_become_calls() -> None:
    text = "\n".join([*LINES, LINES[0][:40]])  # the last line is still being written
    assert switch_calls(parse_cel(text)) == {"c1": CALL}


def test_agreement() -> None:
    assert reconcile([RECORD], {"c1": CALL}) == []
    late = replace(RECORD, arrived=11.1, answered=11.2)  # a held host, a connection begun anew
    assert reconcile([late], {"c1": CALL}) == []
    waiting = replace(RECORD, joined=None, talk_ended=None, agent="")
    assert reconcile([waiting], {"c1": replace(CALL, talks=[])}) == []


@pytest.mark.parametrize(
    ("record", "call", "kinds"),
    [
        (None, CALL, ["no record"]),
        (RECORD, None, ["not on the switch"]),
        (replace(RECORD, answered=None), CALL, ["answered"]),
        (replace(RECORD, joined=15.2, talk_ended=22.1), CALL, ["joined"]),
        (replace(RECORD, joined=12.8, talk_ended=19.7), CALL, ["joined"]),  # before the switch had joined them
        (replace(RECORD, talk_ended=22.0), CALL, ["talk time"]),
        (replace(RECORD, agent="8002"), CALL, ["agent"]),
        (RECORD, replace(CALL, talks=[]), ["joined", "talk time", "agent"]),
        (replace(RECORD, ended=None), CALL, ["ended"]),
        (replace(RECORD, caller="139"), CALL, ["caller"]),
    ],
)
def test_each_difference_is_named(record: CallRecord | None, call: SwitchCall | None, kinds: list[str]) -> None:
    found = reconcile([record] if record else [], {"c1": call} if call else {})
    assert [each.kind for each in found] == kinds
    assert all("c1" in str(each) for each in found)


def test_scripts() -> None:
    assert parse_script("1, 2.5s,talk,42#") == [Step("1"), Step(pause=2.5), Step(talk=True), Step("42#")]
    assert parse_script("12s,hangup") == [Step(pause=12.0), Step(hangup=True)]
    assert parse_script("") == []
    with pytest.raises(BadScript, match="later"):
        parse_script("1,later")


def test_key_plans() -> None:
    assert parse_keys("5@9.5s,1@2s") == [TimedKeys(2.0, "1"), TimedKeys(9.5, "5")]
    with pytest.raises(ValueError, match="1@soon"):
        parse_keys("1@soon")


def test_a_report_in_words() -> None:
    report = Report(4, answered=3, setup=[0.001, 0.002, 0.003])
    report.failed["503"] = 1
    assert report.lines()[0] == "calls 4, answered 3, failed 1, 503: 1"
    assert report.lines()[1].startswith("INVITE to 200: p50 2.0,")


def test_what_was_heard_in_words() -> None:
    heard = Heard(
        packets=1, lost=0, reordered=0, bad=0, stamp_jumps=0, jitter=0, first_packet=10, last_packet=20, first_sound=10,
        gaps=(), keys=(), tones={700: ((13.0, 15.0),), 900: ((10.0, 10.1),)}, sent={},
        sounds=(("sound", 10.0, 11.0), ("silence", 11.0, 11.2), ("sound", 11.2, 12.0), ("tone", 13.0, 15.0)),
    )  # fmt: skip
    assert told(heard, 10.0) == [("sound", 0.0, 2.0), ("700 Hz", 3.0, 5.0)]
    assert heard.only([700], [700, 900], least=0.2)
    assert not heard.only([900], [700, 900], least=0.2)
