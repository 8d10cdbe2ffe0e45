"""What a call did in its flow, as its stages tell it."""

from ccengine.model import facts
from ccengine.model.ids import NodeId
from ccengine.office import schema
from ccengine.office.database import Database
from ccengine.office.ways import ways
from tests.unit.office.journals import CALL, arrived, records
from tests.unit.office.rows import book, rows

ASK, SUM, ENTER = NodeId("ask"), NodeId("sum"), NodeId("ask-number")

TRACED: tuple[object, ...] = (
    arrived(),
    facts.NodeEntered(CALL, ENTER, 1, "hotline", 8),
    facts.FlowEntered(CALL, "ask-number", NodeId(""), '{"tries":2}'),
    facts.NodeEntered(CALL, ASK, 2, "ask-number", 5),
    facts.InputTaken(CALL, "****"),
    facts.NodeLeft(CALL, ASK, "entered", '{"number":7}', "ask-number"),
    facts.FlowLeft(CALL, "done"),
    facts.NodeLeft(CALL, ENTER, "done", "", "hotline"),
    facts.NodeEntered(CALL, SUM, 3, "hotline", 14),
    facts.EffectEnded(CALL, SUM, "timeout", "too slow", 5.0),
    facts.NodeFailed(CALL, SUM, "flows/hotline.yaml:14:3: no answer"),
    facts.NodeLeft(CALL, SUM, "no_answer"),
)


def test_nodes_have_their_place_their_exit_and_what_they_set(database: Database) -> None:
    book(database, [*records(*TRACED)])

    assert rows(database, schema.Stage, "stage", "flow", "line", "node", "exit", "changed", "seconds")[1:] == [
        ("node", "hotline", 8, "ask-number", "", "", None),
        ("flow", "ask-number", 0, "", "", '{"tries":2}', None),
        ("node", "ask-number", 5, "ask", "", "", None),
        ("input", "", 0, "", "", "", None),
        ("node left", "ask-number", 0, "ask", "entered", '{"number":7}', None),
        ("flow left", "", 0, "", "done", "", None),
        ("node left", "hotline", 0, "ask-number", "done", "", None),
        ("node", "hotline", 14, "sum", "", "", None),
        ("effect", "", 0, "sum", "timeout", "", 5.0),
        ("node failed", "", 0, "sum", "", "", None),
        ("node left", "hotline", 0, "sum", "no_answer", "", None),
    ]


def test_the_ways_of_calls_are_counted_by_flow_and_time(database: Database) -> None:
    """Record n is at second 1000 + n."""
    book(database, [*records(*TRACED)])

    with database.reading() as session:
        outer = ways(session, "hotline", None, None)
        inner = ways(session, "ask-number", 1001.0, 1001.5)
        nothing = [ways(session, "hotline", 1001.5, None), ways(session, "hotline", None, 1001.0)]
    assert (outer.begun, outer.nodes) == (1, [("ask-number", 1), ("sum", 1)])
    assert outer.exits == [("ask-number", "done", 1), ("sum", "no_answer", 1)]
    assert (inner.begun, inner.nodes, inner.exits) == (1, [("ask", 1)], [("ask", "entered", 1)])
    assert [(each.begun, each.nodes, each.exits) for each in nothing] == [(0, [], [])] * 2
