"""One caller, in whatever way he comes, is one caller to blacklist, class and last agent (issue 6, Must show 4)."""

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
from tests.support.site import LIMIT, Site, poll, site_on
from tests.whole.test_nodes import AGENT, KNOWN

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


def ccctl(hotline: Hotline, *words: str) -> str:
    ran = CliRunner().invoke(main, ["--home", str(hotline.home.root), *words])
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


async def records(at: Site, many: int) -> list[dict[str, Any]]:
    """Of all his calls since this test began, the oldest first, however he came."""

    async def ask() -> list[dict[str, Any]]:
        found = await at.get("records", caller="13800138000", called=KNOWN, since=str(at.began))
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
