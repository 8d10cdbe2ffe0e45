"""What holds of every session, whatever is typed."""

from contextlib import suppress
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.app.shipped import shipped
from ccengine.cli.flow.trials import read_sources
from ccengine.flow.trying.commands import Commands
from ccengine.flow.trying.notation import NotUnderstood, read_input, written
from ccengine.flow.trying.quoting import quoted
from ccengine.flow.trying.session import Session
from ccengine.flow.trying.trial import Setup, play

FLOWS = [shipped("flows") / "hotline.yaml", Path(__file__).parent / "flows" / "bill.yaml"]
SETUPS = [Setup(found.bundle, lengths=found.lengths()) for found in (read_sources(file, None) for file in FLOWS)]
INPUTS = """\
1|2|9|12#|1234#|wait|wait 5s|connect 8001|connect 8001 gone|agent hangs up|send on busy|send on waited_too_long|\
announce a, b|say hello for 2s|hang up|cancel|switch stops|answer {"due": [1, 2]}|answer status 404|answer text "OK"|\
answer timeout|answer variables {"a": "1"}|answer null"""
MOVES = (
    "step|next|continue|back|restart|vars|where|inputs|break main|break ask-number/pin|clear main|set visits=3|set x"
)
TYPED = st.one_of(st.sampled_from([*INPUTS.split("|"), *MOVES.split("|")]), st.text(max_size=30))


@given(st.sampled_from(SETUPS), st.lists(TYPED, max_size=15), st.booleans())
def test_nothing_that_is_typed_ends_it(setup: Setup, typed: list[str], step: bool) -> None:
    commands = Commands(Session(setup), {})
    commands.begin(step)
    for line in typed:
        shown = commands.do(line)
        assert all(isinstance(each, str) for each in shown)
        if commands.over:
            assert line.strip() in ("quit", "q")
            return


@given(st.sampled_from(SETUPS), st.lists(TYPED, max_size=12))
def test_back_is_as_if_the_rest_was_never_typed(setup: Setup, typed: list[str]) -> None:
    """Back to the first node, and on with the same inputs: the same call."""
    session = Session(setup)
    commands = Commands(session, {})
    commands.begin(step=True)
    for line in typed:
        if line not in ("quit", "q", "restart", "back"):
            commands.do(line)
    inputs, transcript = list(session.inputs), session.trial.transcript.lines
    number = session.visit.number
    commands.do("back")
    if number > 1 or session.trial.ended:
        assert session.trial.transcript.lines == transcript[: len(session.trial.transcript)]
        assert session.inputs == inputs[: session.trial.taken]
    again = play(setup, inputs, patient=True).transcript.lines
    assert again[: len(transcript)] == transcript


@given(st.sampled_from(INPUTS.split("|")))
def test_every_input_is_written_as_it_is_read(line: str) -> None:
    found = read_input(line)
    assert read_input(written(found)) == found


@given(
    st.lists(st.sampled_from([*INPUTS.split("|"), "in bye hang up", 'in hours set a="x: y"', "say it's: #1 for 3s"]))
)
@settings(max_examples=30)
def test_inputs_are_items_of_yaml(lines: list[str]) -> None:
    text = "\n".join(f"- {quoted(written(read_input(line)))}" for line in lines)
    assert [read_input(item) for item in yaml.safe_load(text) or []] == [read_input(line) for line in lines]


@given(st.text(max_size=60))
def test_whatever_is_no_input_is_told(line: str) -> None:
    with suppress(NotUnderstood):
        found = read_input(line)
        assert read_input(written(found)) == found
