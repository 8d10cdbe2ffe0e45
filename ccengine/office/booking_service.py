"""Records of engine, switch and agents' states -> rows."""

import json

from ccengine.model import facts
from ccengine.office.page import Entry, Page
from ccengine.office.schema import Correction, PortVersion, ServiceEvent
from ccengine.office.words import Doubt
from ccengine.wire.journal import Gap, Unknown


def engine_started(page: Page, entry: Entry, body: facts.EngineStarted) -> None:
    detail = f"run {body.run}, version {body.version}" + (", recovered" if body.recovered else "")
    _event(page, entry, "engine started", detail)


def engine_stopped(page: Page, entry: Entry, body: facts.EngineStopped) -> None:
    _event(page, entry, "engine stopped")


def switch_up(page: Page, entry: Entry, body: facts.SwitchUp) -> None:
    _event(page, entry, "switch up")


def switch_down(page: Page, entry: Entry, body: facts.SwitchDown) -> None:
    _event(page, entry, "switch down", body.why)


def port_set(page: Page, entry: Entry, body: facts.PortSet) -> None:
    flow = json.loads(body.settings)["flow"] if body.settings else ""
    page.add(
        PortVersion(
            n=entry.n,
            at=entry.at,
            port=body.port,
            flow=flow,
            version=body.version,
            how=body.how,
            by=body.by,
            share=body.share,
            load=body.load,
            settings=body.settings,
        )
    )


def corrected(page: Page, entry: Entry, body: facts.Corrected) -> None:
    _correct(page, entry, Doubt.CORRECTED, body.what, body.call, body.agent)


def invariant_broken(page: Page, entry: Entry, body: facts.InvariantBroken) -> None:
    _correct(page, entry, Doubt.INVARIANT, f"{body.rule} ({body.snapshot})" if body.snapshot else body.rule)


def gap(page: Page, entry: Entry, body: Gap) -> None:
    _correct(page, entry, Doubt.GAP, f"records {body.first} to {body.last} could not be written and are lost")


def unknown(page: Page, entry: Entry, body: Unknown) -> None:
    _correct(
        page,
        entry,
        Doubt.NOT_BOOKED,
        f"a record of kind {body.kind!r}: {body.why or 'this version knows no such kind'}",
    )


def _event(page: Page, entry: Entry, kind: str, detail: str = "") -> None:
    page.add(ServiceEvent(n=entry.n, at=entry.at, kind=kind, detail=detail))


def _correct(page: Page, entry: Entry, kind: Doubt, what: str, call: str = "", agent: str = "") -> None:
    page.add(Correction(n=entry.n, at=entry.at, kind=kind, what=what, call=call, agent=agent))
