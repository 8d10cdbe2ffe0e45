"""`ccctl calls show` of a call with everything in it."""

from pathlib import Path

from ccengine.cli.flow.trials import read_sources
from ccengine.cli.text import cut
from ccengine.cli.timeline import head
from ccengine.cli.trace import WIDE, failures, one_call, trace
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
    0.000  node         who    bill.yaml:12        17.000  entered          tenant = "1234"
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
    assert table == "\n".join(cut(line, WIDE) for line in TRACE.replace("{why}", why).rstrip().split("\n"))


EMPTY = {"queue": "", "agent": "", "by": "", "flow": "", "line": 0, "node": "", "exit": "", "changed": ""}
STORE = f"/home/me/ccengine/versions/scripts/{'0a' * 32}"
LEFT = f"""Traceback (most recent call last):
  File "{STORE}/bills.py", line 4, in due
    return lib.share(owed, {"persons, " * 30})
  File "/usr/lib/python3.11/fractions.py", line 9, in share
    return a / b
ZeroDivisionError: division by zero
"""


def failed(detail: str) -> str:
    stages = [
        {**EMPTY, "at": 1000.0, "stage": "node", "detail": "ask", "node": "ask", "seconds": None},
        {**EMPTY, "at": 1000.0, "stage": "effect", "detail": f"failed, 0.012 s: {detail}", "seconds": 0.012},
        {**EMPTY, "at": 1000.0, "stage": "node failed", "detail": f"flows/bill.yaml:7:3: {detail}", "seconds": None},
    ]
    record = {"arrived": 1000.0, "stages": stages}
    return "\n\n".join([trace(record), *failures(record)])


def test_of_a_traceback_the_table_has_what_went_wrong_and_where_and_the_rest_follows() -> None:
    text = failed(LEFT)
    table, _, whole = text.partition("\n\n")
    effect, node = table.splitlines()[2:]
    assert effect.split(maxsplit=3)[3] == "failed, 0.012 s"
    assert node.endswith("ZeroDivisionError: division by zero (bills.py:4)")
    assert '  File "bills.py", line 4, in due' in whole.splitlines()
    assert (whole.count("ZeroDivisionError"), "0a0a" in text) == (1, False)
    assert max(map(len, text.splitlines())) == WIDE


def test_what_a_program_writes_has_no_places_and_one_line_stands_as_it_is() -> None:
    assert "no such bill\n\n" in failed("looking ...\nno such bill\n")
    assert failed("timeout").splitlines()[-1].endswith("flows/bill.yaml:7:3: timeout")


def test_a_record_has_the_version_as_versions_are_shown() -> None:
    record = {
        "id": "1", "caller": "", "caller_name": "", "called": "", "flow": "", "version": "12d4a8395b" + "0" * 54,
        "arrived": 0.0, "ended": 0.0, "ended_by": "", "why": "", "estimated": False, "outcome": "", "agents": [],
        "marks": [], "canary": True,
    }  # fmt: skip
    assert "version: 12d4a8395b (canary)" in head(record).splitlines()
    assert "version: 12d4a8395b" in head({**record, "canary": False}).splitlines()


def test_books_of_before_are_shown() -> None:
    """Rows that were made when a node's place was not kept."""
    record = {
        "arrived": 1000.0,
        "stages": [
            {**EMPTY, "at": 1000.0, "stage": "node", "detail": "main", "seconds": None},
            {**EMPTY, "at": 1001.5, "stage": "node left", "detail": "main: 1", "seconds": None},
        ],
    }
    assert trace(record).splitlines()[1:] == [
        "    0.000  node       main  1.500",
        "    1.500  node left               main: 1",
    ]
