"""A plan, played: each caller dials an agent's telephone himself, since no switch stands between them."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from ccengine_sim.phone import Caller, Phone
from ccengine_sim.trunk import Play, Seen, parse_trunk, plan
from ccengine_sim.trunk.visit import End
from tests.sim.test_direct import Facing

TEXT = """\
trunk: face-to-face
calls: "100"
lasts: 3s
arrivals: {every: 400ms}
followed: 100%
staff:
  8001-8007: {answers: {from: 10ms, to: 50ms}}
callers:
  tone: {share: 1%, does: talk, talk: 2s}
  mu-law: {share: 1%, law: ulaw-only, does: "0.3s,1,talk", talk: 2s, ends_talk: caller}
  speech: {share: 1%, sends: speech, does: talk, talk: 2s}
  nothing: {share: 1%, sends: none, does: "0.1s,5,talk", talk: 2s}
"""


class Opposite(Facing):
    """Its phones know no registrar, and each call goes to the next of them."""

    async def phone(self, user: str, password: str = "", **habits: Any) -> Phone:
        return await super().phone(user, password, register=False, **habits)

    async def call(self, number: str, frm: str = "", *rest: Any, **more: Any) -> Caller:
        return await super().call(list(self.phones)[int(frm) % len(self.phones)], frm, *rest, **more)


async def played(folder: Path, text: str) -> list[Seen]:
    trunk = parse_trunk(text, "trunk.yaml")
    async with Opposite(folder) as sim:
        play = Play(sim, trunk, plan(trunk, 2), 2)
        await play.staff(defaultdict(str))
        await play.run()
    return play.seen


async def test_all_kinds_of_callers_hear_and_are_heard(tmp_path: Path) -> None:
    seen = await played(tmp_path, TEXT)
    assert {call.planned.kind.name for call in seen} == {"tone", "mu-law", "speech", "nothing"}
    assert [call.end for call in seen] == [End.SERVED] * 7, [call.detail for call in seen]
    assert not [str(fault) for call in seen for fault in call.wrong if "held" not in fault.text]
    assert all(call.caller_heard is not None for call in seen)
    assert all((call.agent_heard is None) == (call.planned.kind.name == "nothing") for call in seen)


async def test_a_light_call_is_not_listened_to(tmp_path: Path) -> None:
    seen = await played(tmp_path, TEXT.replace("followed: 100%", "followed: 0%").replace("lasts: 3s", "lasts: 1s"))
    assert [(call.end, call.caller_heard, call.wrong) for call in seen] == [(End.SERVED, None, [])] * 2


async def test_who_calls_while_his_last_call_goes_on_is_told(tmp_path: Path) -> None:
    text = TEXT.replace("lasts: 3s", "lasts: 1s\npeople: 1")
    first, second = await played(tmp_path, text)
    assert first.end is End.SERVED
    assert (second.end, second.detail) == (End.LOST, "he calls while his last call goes on: take more `people`")
