"""What `ccctl flow test` tells of the cases: for people, for programs, for CI."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccengine.cli.text import number, shown
from ccengine.flow.cases.coverage import Coverage
from ccengine.flow.cases.judge import Verdict
from ccengine.model.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Tested:
    """All cases of one file."""

    file: str
    flow: str
    verdicts: Sequence[Verdict]


Coverages = Mapping[str, Coverage]
"""By the flow where the calls come in."""


def text(tested: Sequence[Tested], coverages: Coverages) -> str:
    lines = []
    for each in tested:
        for verdict in each.verdicts:
            lines.append(f"{'ok    ' if verdict.passed else 'FAILED'}  {each.flow}: {verdict.case.name}")
            lines += [line for found in verdict.found for line in str(found).splitlines()]
    lines += _coverage(coverages)
    verdicts = [verdict for each in tested for verdict in each.verdicts]
    failed = sum(not verdict.passed for verdict in verdicts)
    lines.append(f"{number(len(verdicts), 'case')}, {failed} failed")
    return "\n".join(shown(line) for line in lines)


def _coverage(coverages: Coverages) -> list[str]:
    lines = []
    for name, coverage in coverages.items():
        (nodes, most_nodes), (exits, most_exits) = coverage.counts(False), coverage.counts(True)
        lines.append(f"coverage of {name}: {nodes} of {most_nodes} nodes, {exits} of {most_exits} exits")
        for (flow, node, exit), at in coverage.missing():
            what = f"exit {exit} of {node}" if exit else f"node {node}"
            lines.append(f"    {at}: {what if flow == name else f'{flow}: {what}'} not covered")
    return lines


def as_json(tested: Sequence[Tested], coverages: Coverages) -> str:
    cases = [
        {
            "file": each.file,
            "flow": each.flow,
            "name": verdict.case.name,
            "line": verdict.case.at.line,
            "passed": verdict.passed,
            "ended": verdict.trial.ended,
            "path": verdict.trial.path,
            "problems": [_problem(found) for found in verdict.found],
        }
        for each in tested
        for verdict in each.verdicts
    ]
    covered = {name: _covered(coverage) for name, coverage in coverages.items()}
    return json.dumps({"cases": cases, "coverage": covered}, ensure_ascii=False, indent=1)


def _problem(found: Diagnostic) -> dict[str, Any]:
    at = found.at
    told = {"text": found.text, "remedy": found.remedy, "rule": found.rule}
    return {"file": at.file, "line": at.line, "column": at.column, **told}


def _covered(coverage: Coverage) -> dict[str, Any]:
    missing = [
        {"flow": flow, "node": node, "exit": exit, "file": at.file, "line": at.line}
        for (flow, node, exit), at in coverage.missing()
    ]
    nodes, exits = coverage.counts(False), coverage.counts(True)
    return {"nodes": nodes, "exits": exits, "percent": round(coverage.percent(), 1), "missing": missing}


def junit(tested: Sequence[Tested], coverages: Coverages) -> str:
    """As Jenkins, GitLab and others read it."""
    root = ET.Element("testsuites")
    for each in tested:
        failures = sum(not verdict.passed for verdict in each.verdicts)
        suite = ET.SubElement(root, "testsuite", name=shown(each.flow), file=shown(each.file))
        suite.attrib.update(tests=str(len(each.verdicts)), failures=str(failures))
        for verdict in each.verdicts:
            case = ET.SubElement(suite, "testcase", name=shown(verdict.case.name), classname=shown(each.flow))
            case.attrib.update(file=shown(each.file), line=str(verdict.case.at.line))
            for found in verdict.found:
                message = shown(f"{found.at}: {found.text}")
                failure = ET.SubElement(case, "failure", message=message, type=found.rule)
                failure.text = "\n".join(shown(line) for line in str(found).splitlines())
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def github(tested: Sequence[Tested], coverages: Coverages) -> str:
    """Annotations, as GitHub and Gitea show them beside the line."""
    found = [each for one in tested for verdict in one.verdicts for each in verdict.found]
    return "\n".join(_annotation(each) for each in found)


def _annotation(found: Diagnostic) -> str:
    text = f"{found.text}\n{found.remedy}" if found.remedy else found.text
    place = f"file={_escaped(found.at.file, True)},line={found.at.line},col={found.at.column}"
    return f"::error {place},title={_escaped(found.rule, True)}::{_escaped(text)}"


def _escaped(text: str, value: bool = False) -> str:
    """As its runner reads it back."""
    for char, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), *((":", "%3A"), (",", "%2C")) * value):
        text = text.replace(char, code)
    return text


FORMATS: Mapping[str, Callable[[Sequence[Tested], Coverages], str]] = {
    "text": text,
    "json": as_json,
    "junit": junit,
    "github": github,
}
