"""What a flow may keep is what a record of the journal holds."""

import pytest

from ccengine.flow.expr import ExpressionFault
from ccengine.flow.running.scope import Scope
from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall
from ccengine.model.facts import NodeLeft
from ccengine.model.ids import CallId, NodeId
from ccengine.wire.journal import fits

NAMES = "abcdefgh"


def left(scope: Scope) -> NodeLeft:
    return NodeLeft(CallId("ast-1.1"), NodeId("ask"), "done", scope.take_changes(), "hotline")


def fill(scope: Scope, char: str) -> None:
    for name in NAMES:
        scope.set(name, char * 9000)


@pytest.mark.parametrize("char", ["x", "水", '"', "\\", "\n", "\0", "\U0001f600"])
def test_variables_that_no_record_holds_are_refused(char: str) -> None:
    """Counted as the journal escapes them; 64 KB of Chinese text were 393 KB there."""
    scope = Scope(DEFAULT_INFO, ScriptedCall("").clock, {}, {}, {})
    for name in NAMES:
        scope.set(name, char * 600)
    assert fits(left(scope))
    with pytest.raises(ExpressionFault, match=r"flow\.variables"):
        fill(scope, char)
    assert fits(left(scope))
