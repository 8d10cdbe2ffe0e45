"""Fifty callers at one moment type whom a flow then dials: as many leave as the cap says, counted by the far side."""

import asyncio
from collections import Counter

import pytest

from ccengine.acd.events import OfferFailed
from ccengine.engine.recovery import VOCABULARY
from ccengine.journal import read
from ccengine.model.facts import LegSent
from ccengine.model.why import LegCause
from ccengine.wire.journal import Record
from ccengine_sim.phone import Caller
from ccengine_sim.phone.sending import Pace
from tests.support.hotline import Hotline
from tests.support.site import LIMIT, Site, site_on
from tests.whole.test_nodes import CAP, TONES, TYPED, Ports

ALLOWED = [f"13910{n:02d}" for n in range(45)]
STRANGE = ["1581234", "0085212", "1790013", "1109999", "0139100"]
BUSY, NOT_ALLOWED, CAPPED = (TONES[name] for name in ("goodbye", "thanks", "sorry-all-busy"))


async def types(caller: Caller, number: str) -> int:
    """The tone of the exit at which he came out."""
    await caller.press(number)
    await caller.ended(LIMIT)
    heard = (await caller.heard()).tones
    (exit,) = {BUSY, NOT_ALLOWED, CAPPED} & heard.keys()
    return exit


def journalled(at: Site) -> list[object]:
    found = read(at.hotline.home.journal, VOCABULARY, 0)
    return [record.body for record in found if isinstance(record, Record) and record.t > at.began]


@pytest.mark.errors(r"ALARM outgoing calls: 17 legs a day")
async def test_fifty_who_type_at_once_dial_no_more_than_the_cap(nodes: Hotline, node_ports: Ports) -> None:
    async with site_on(nodes, node_ports.outside) as at:
        for number in (*ALLOWED, *STRANGE):
            await at.sim.phone(number, register=False, reject=486, answer_after=0.0)
        numbers = [*ALLOWED, *STRANGE]
        callers = [await at.sim.call(TYPED, frm=f"1382222{n:04d}", pace=Pace.KEEP) for n in range(len(numbers))]
        await at.until(lambda calls: [call["node"] for call in calls.values()] == ["ask"] * 50, "all are asked")
        exits = await asyncio.gather(*map(types, callers, numbers))
        reached = [number for number, exit in zip(numbers, exits, strict=True) if exit == BUSY]
        assert Counter(exits) == {BUSY: CAP, CAPPED: 50 - CAP - len(STRANGE), NOT_ALLOWED: len(STRANGE)}
        assert exits[len(ALLOWED) :] == [NOT_ALLOWED] * len(STRANGE)
        assert sorted(ring.user for ring in at.sim.rings) == sorted(reached)
        written = journalled(at)
        assert sorted(body.number for body in written if isinstance(body, LegSent)) == sorted(reached)
        assert Counter(body.cause for body in written if isinstance(body, OfferFailed)) == {
            LegCause.BUSY: CAP,
            LegCause.CAPPED: 50 - CAP - len(STRANGE),
            LegCause.NOT_ALLOWED: len(STRANGE),
        }
        alarms = str(await at.get("status"))
        assert f"{CAP} legs a day to numbers with 1391 are reached" in alarms
