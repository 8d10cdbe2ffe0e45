"""`ccctl calls show` of a call with everything in it."""

from pathlib import Path

from ccengine.cli.trace import one_call, trace
from ccengine.cli.trials import read_sources
from ccengine.flow.trying.notation import read_input
from ccengine.model.ids import NodeId
from tests.unit.flow.cases.books import recorded

FLOWS = Path(__file__).parents[1] / "flow" / "trying" / "flows"
LINES = ["12#", "1234#", "wait", "8642", "answer timeout"]
TRACE = """\
time       stage        node   where               took    exit       by    detail
    0.000  offered                                                          4008001234
    0.000  answered
    0.000  node         hours  bill.yaml:7         0.000   1
    0.000  node         who    bill.yaml:12        17.000  entered          member = "1234"
    0.000  flow                                                             ask-number {"tries":2}
    0.000  node         ask    ask-number.yaml:9   6.000   entered          number = "1234"
    2.000  input                                                            12
    6.000  input                                                            1234
    6.000  node         pin    ask-number.yaml:17  11.000  entered          pin = ***
   13.000  input
   17.000  input                                                            ****
   17.000  flow left                                                        entered
   17.000  node         count  bill.yaml:19        0.000   next             visits = 1
   17.000  node         ask    bill.yaml:23        0.000   no_answer        bill = null
   17.000  effect                                  0.100   timeout          timeout, 0.100 s
   17.000  node failed                                                      {why}
   17.000  node         sorry  bill.yaml:45        2.000   next
   19.000  node         bye    bill.yaml:47        2.000   next
   21.000  ended                                                      flow
"""


def test_node_by_node(tmp_path: Path) -> None:
    bundle = read_sources(FLOWS / "bill.yaml", None).bundle
    record = recorded(bundle, [read_input(line) for line in LINES], tmp_path)
    text = one_call({"live": None, "record": record})
    head, _, table = text.partition("\n\n")
    assert "call: cc-1790000000.7" in head
    why = f'{bundle.main.nodes[NodeId("ask")].at}: http "ask": timeout'
    assert table == TRACE.replace("{why}", why).rstrip()


def test_books_of_before_are_shown() -> None:
    """Rows that were made when a node's place was not kept."""
    empty = {"queue": "", "agent": "", "by": "", "flow": "", "line": 0, "node": "", "exit": "", "changed": ""}
    record = {
        "arrived": 1000.0,
        "stages": [
            {**empty, "at": 1000.0, "stage": "node", "detail": "main", "seconds": None},
            {**empty, "at": 1001.5, "stage": "node left", "detail": "main: 1", "seconds": None},
        ],
    }
    assert trace(record).splitlines()[1:] == [
        "    0.000  node       main  1.500",
        "    1.500  node left               main: 1",
    ]
