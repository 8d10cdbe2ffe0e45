"""What ports.yaml says counts in trials and cases as in real calls."""

from pathlib import Path

from click.testing import CliRunner

from ccengine.cli.flow.test import command

FLOW = """\
flow: company
language: zh
start: mark
variables: {company: none}
nodes:
  mark: {tag: {company: "{{ company }}", number: "{{ port.number }}", tier: "{{ port.tier }}"}, next: bye}
  bye: {play: goodbye, next: hangup}
"""
PORTS = """\
numbers:
  4001: {flow: company, language: en, variables: {company: ACME, tier: gold}, aliases: [4009]}
  4002: {flow: company, variables: {company: Initech, tier: tin}}
"""
CASES = """\
flow: company
cases:
  by its alias:
    to: 4009
    expect: {tags: {company: ACME, number: "4001", tier: gold}, lines: [play goodbye]}
  another port:
    to: 4002
    expect: {tags: {company: Initech, number: "4002", tier: tin}}
  a variable of the case:
    to: 4002
    variables: {company: Hooli}
    expect: {tags: {company: Hooli}}
"""


def test_a_case_sees_the_port_of_its_number(tmp_path: Path) -> None:
    tests = tmp_path / "flows" / "tests"
    tests.mkdir(parents=True)
    (tests.parent / "company.yaml").write_text(FLOW)
    (tests.parent / "ports.yaml").write_text(PORTS)
    (tests / "company.test.yaml").write_text(CASES)
    done = CliRunner().invoke(command, [str(tests.parent)])
    assert (done.exit_code, done.stderr) == (0, ""), done.output
