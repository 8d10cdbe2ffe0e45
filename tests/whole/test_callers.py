"""One caller, in whatever way he comes, is one to blacklist, member, class and last agent (issue 6, Must show 4)."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from click.testing import CliRunner

from ccengine.cli.ccctl import main
from tests.support.hotline import Hotline
from tests.support.rawsip import RawSip
from tests.support.site import LIMIT, Site, has_heard, poll, site_on
from tests.whole.test_nodes import AGENT, KNOWN, MEMBER, TONES

FORM = "+8613800138000"
OTHERS = "<sip:02088886666@127.0.0.1>"
WAYS = {
    "a mobile number": ("<sip:13800138000@127.0.0.1>", ""),
    "of the world": (f"<sip:{FORM}@127.0.0.1>", ""),
    "with a 0": ("<sip:013800138000@127.0.0.1>", ""),
    "withheld": (
        '"Anonymous" <sip:anonymous@anonymous.invalid>',
        f"P-Asserted-Identity: <tel:{FORM}>\r\nPrivacy: id\r\n",
    ),
    "by the carrier alone": ("<sip:exchange@127.0.0.1>", "P-Asserted-Identity: <sip:013800138000@x;user=phone>\r\n"),
    "behind a diversion": (OTHERS, "Diversion: <sip:13800138000@x>;reason=unconditional\r\n"),
}


PIN = "836295"
PIN_ALONE, BOTH, WELCOMED = TONES["please-wait"], TONES["how-satisfied"], TONES["thanks"]


def ccctl(hotline: Hotline, *words: str, said: str = "") -> str:
    ran = CliRunner().invoke(main, ["--home", str(hotline.home.root), *words], input=said)
    assert ran.exit_code == 0, ran.output
    return ran.output


@contextmanager
def listed(hotline: Hotline, kind: str, *what: str) -> Iterator[None]:
    assert ccctl(hotline, kind, "add", *what, "--by", "li", "--reason", "told").startswith("added: ")
    yield
    assert ccctl(hotline, kind, "remove", what[0]).startswith("removed: ")
    assert ccctl(hotline, kind, "list", "--json") == '{\n "entries": []\n}\n'


async def called(at: Site, way: str) -> tuple[list[int], RawSip]:
    """The statuses that he was told, and his line."""
    sender, extra = WAYS[way]
    sip = RawSip((at.hotline.host, at.hotline.port))
    return await asyncio.to_thread(sip.statuses, KNOWN, sender, extra), sip


async def records(at: Site, many: int, called: str = KNOWN) -> list[dict[str, Any]]:
    """Of all his calls since this test began, the oldest first, however he came."""

    async def ask() -> list[dict[str, Any]]:
        found = await at.get("records", caller="13800138000", called=called, since=str(at.began))
        return [each for each in found["records"] if each["ended"]][::-1]

    told: list[dict[str, Any]] = await poll(ask, lambda got: len(got) == many, f"{many} records", LIMIT)
    return told


async def test_who_is_blacklisted_is_refused_unanswered_in_whatever_way_he_comes(nodes: Hotline) -> None:
    async with site_on(nodes) as at:
        with listed(nodes, "blacklist", "0138*"):
            for way in WAYS:
                statuses, sip = await called(at, way)
                with sip:
                    assert statuses[-1] == 403, way
                    assert {*statuses[:-1]} <= {100}, f"{way}: neither ringing nor early media"
            with RawSip((nodes.host, nodes.port)) as other:
                assert await asyncio.to_thread(other.invite, KNOWN, OTHERS) == 200, "nobody else is refused"
                await asyncio.to_thread(other.hang_up, KNOWN, OTHERS)
            found = await records(at, len(WAYS))
            assert {(each["refused"], each["listed"], each["caller_form"]) for each in found} == {
                ("blacklisted", "blacklist 138*", FORM)
            }
            assert [each["answered"] for each in found] == [None] * len(WAYS)
            (entry,) = json.loads(ccctl(nodes, "blacklist", "list", "--json"))["entries"]
            assert (entry["hits"], entry["reason"], entry["by"]) == (len(WAYS), "told", "li")
            (named,) = json.loads(ccctl(nodes, "blacklist", "test", "13800138000", "--json"))["named"]
            assert (named["hits"], named["last_hit"]) == (len(WAYS), pytest.approx(entry["last_hit"]))
            assert "blacklist 138*, told, li" in ccctl(nodes, "caller", "13800138000")
            assert "0138" not in ccctl(nodes, "blacklist", "list")


async def known_by_his_phone(at: Site, way: str) -> None:
    sender, extra = WAYS[way]
    caller = await at.sim.call(MEMBER, sender=sender, extra=extra)
    await caller.answered()
    await has_heard(PIN_ALONE, caller)
    await caller.press(f"{PIN}#")
    await caller.ended()
    heard = (await caller.heard()).tones
    assert WELCOMED in heard, way
    assert BOTH not in heard, f"{way}: who he is was asked"


async def test_he_is_the_member_of_that_phone_in_whatever_way_he_comes(nodes: Hotline) -> None:
    """He is asked for his PIN alone; a stranger for his number, too."""
    async with site_on(nodes) as at:
        words = ("member", "add", "10023", "--class", "vip", "--phone", "138 0013 8000")
        await asyncio.to_thread(ccctl, nodes, *words, said=f"{PIN}\n")
        stranger = await at.sim.call(MEMBER, sender=OTHERS)
        await has_heard(BOTH, stranger)
        await stranger.hangup()
        ways = [*WAYS]
        for some in (ways[:3], ways[3:]):  # so many PINs of one member are looked at together
            await asyncio.gather(*(known_by_his_phone(at, way) for way in some))
        found = await records(at, len(WAYS), MEMBER)
        for each in found:
            whole = await at.get(f"calls/{each['id']}")
            assert [tag["detail"] for tag in whole["record"]["stages"] if tag["stage"] == "tag"] == ["who: 10023 vip"]
        await stranger.ended()
        await asyncio.to_thread(ccctl, nodes, "member", "remove", "10023")


async def test_his_class_and_his_last_agent_in_whatever_way_he_comes(nodes: Hotline) -> None:
    async with site_on(nodes) as at:
        his = await at.phone("8002", answer_after=0.0, tone=AGENT)
        with listed(nodes, "class", "13800138000", "vip"):
            caller = await at.sim.call(KNOWN, frm="13800138000")
            await caller.answered()
            await caller.hears(AGENT)
            await his.calls[0].hangup()
            await caller.ended()
            await at.agent("8002", lambda row: row["state"] == "ready", "is ready")
            other = await at.phone("8001", answer_after=None)
            his.habits.answer_after = None
            for number, way in enumerate(WAYS, 2):
                statuses, sip = await called(at, way)
                with sip:
                    assert statuses[-1] == 200, way
                    ring = await his.rings(number)
                    await asyncio.to_thread(sip.hang_up, KNOWN, WAYS[way][0])
                    await ring.ended()
            assert not other.calls, "nobody else was rung for him"
            found = await records(at, 1 + len(WAYS))
        assert {(each["caller_class"], each["caller_form"]) for each in found} == {("vip", FORM)}
        assert {(each["area"], each["carrier"]) for each in found} == {("北京市", "中国移动")}
        for each in found:
            whole = await at.get(f"calls/{each['id']}")
            assert [wait["head_start"] for wait in whole["record"]["waits"]] == [300.0]
