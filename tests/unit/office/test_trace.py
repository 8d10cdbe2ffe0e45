"""What a call did in its flow, as its stages tell it."""

from ccengine.model import facts
from ccengine.model.ids import NodeId
from ccengine.office import schema
from ccengine.office.database import Database
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
