"""What the gate of outgoing legs is told by the engine."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from ccengine.engine.book import Book
from ccengine.engine.outgoing import gate_of
from ccengine.engine.portbook import settings_of
from ccengine.flow.ports import Port
from ccengine.model import facts
from ccengine.model.here import HERE
from ccengine.model.ids import CallId, OfferId, VersionId
from ccengine.model.outgoing import DayCap, Outgoing
from ccengine.model.parties import Outside
from ccengine.switch.gate import NotDialled

OUT = Outgoing("sip:192.0.2.1", allowed=("13",), ports={"hotline": DayCap(legs=2)})


@pytest.mark.parametrize("called", ["4008001234", "+864008001234"])
def test_who_was_called_back_spends_what_the_port_has_that_he_had_called(called: str) -> None:
    book = Book()
    port = Port("hotline", "short", takes=("4008001234",))
    book.apply(facts.PortSet("hotline", VersionId("v"), "load", 1, settings=settings_of(port)), 0.0)
    book.apply(facts.CallArrived(CallId("c1-1"), "x", called, "13911112222", "", "short", "zh"), 0.0)
    clock = cast(Any, SimpleNamespace(now=lambda: 0.0))
    gate = gate_of(book, OUT, HERE, clock, None, lambda text: None)
    for n in range(2):
        gate.number(OfferId(f"d1-{n}"), Outside(f"1380013800{n}"), CallId("c1-1"))
    with pytest.raises(NotDialled, match="for port hotline"):
        gate.number(OfferId("d1-3"), Outside("13800138003"), CallId("c1-1"))
