"""`ccctl flow test`: the cases of the flows, run without a telephone.

Exit codes: 0 all passed; 1 a case failed, or too little is covered; 2 a file cannot be read, or wrong usage."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ccengine.cli.flow.case_report import FORMATS, Tested
from ccengine.cli.flow.trials import Sources, fail, prompts_option, read_sources
from ccengine.flow.cases.asked import unknown_answers
from ccengine.flow.cases.case import CaseFile
from ccengine.flow.cases.coverage import Coverage
from ccengine.flow.cases.judge import judge
from ccengine.flow.cases.read import read_cases
from ccengine.flow.cases.rewrite import rewrite
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.files import read_input

TESTS, SUFFIX = "tests", ".test.yaml"


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--rewrite", "anew", is_flag=True, help="Write the transcripts into the files, as they are now.")
@click.option("--coverage", is_flag=True, help="Tell the nodes and exits that no case came through.")
@click.option("--min-coverage", type=click.IntRange(0, 100), help="Percent of nodes, and of exits, that are needed.")
@click.option("--format", "form", type=click.Choice([*FORMATS]), default="text", show_default=True)
@prompts_option
def command(
    paths: tuple[Path, ...], anew: bool, coverage: bool, min_coverage: int | None, form: str, prompts: Path | None
) -> None:
    """Run the cases of flows.

    PATHS are flows, files of cases or folders; without any, the folder flows/ here.  The cases of flows/NAME.yaml lie
    in flows/tests/NAME.test.yaml: see docs/manual/testing.md."""
    try:
        files = sorted({file for path in paths or (Path("flows"),) for file in _files(path)})
        tested, coverages = _run(files, prompts, anew)
    except BadInput as bad:
        fail(bad)
    wanted = coverages if coverage or min_coverage is not None else {}
    if output := FORMATS[form](tested, wanted):
        click.echo(output)
    failed = any(not verdict.passed for each in tested for verdict in each.verdicts)
    short = min_coverage is not None and any(each.percent() < min_coverage for each in coverages.values())
    if short:
        click.echo(f"less than {min_coverage} % of the nodes or of the exits are covered", err=True)
    sys.exit(1 if failed or short else 0)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        tests = path / TESTS
        yield from sorted((tests if tests.is_dir() else path).glob(f"*{SUFFIX}"))
    elif path.name.endswith(SUFFIX):
        yield path
    else:
        found = path.parent / TESTS / f"{path.stem}{SUFFIX}"
        if not found.is_file():
            remedy = f"write {found}, or have a real call written: ccctl flow case CALL"
            raise BadInput([Diagnostic(Position(str(path), 1, 1), "the flow has no cases", "no-cases", remedy)])
        yield found


def flow_file(file: Path, flow: str) -> Path:
    """Of a file of cases: in the folder above `tests`, or beside it."""
    return (file.parent.parent if file.parent.name == TESTS else file.parent) / f"{flow}.yaml"


def _run(files: list[Path], prompts: Path | None, anew: bool) -> tuple[list[Tested], dict[str, Coverage]]:
    """Raises BadInput with all that is wrong with any of the files."""
    found: list[Diagnostic] = []
    read: list[tuple[Path, CaseFile, Sources]] = []
    for file in files:
        try:
            cases = read_cases(read_input(file), str(file))
            sources = read_sources(flow_file(file, cases.flow), prompts)
            found += (wrong for case in cases.cases for wrong in unknown_answers(case, sources.bundle))
            read.append((file, cases, sources))
        except BadInput as bad:
            found += bad.found
    if found:
        raise BadInput(found)
    if not files:
        raise BadInput([Diagnostic(Position("flows", 1, 1), "there are no cases here", "no-cases")])
    tested: list[Tested] = []
    coverages: dict[str, Coverage] = {}
    for file, cases, sources in read:
        if anew:
            cases = _rewritten(file, cases, sources)
        verdicts = [judge(case, sources.around()) for case in cases.cases]
        tested.append(Tested(str(file), cases.flow, verdicts))
        coverages.setdefault(cases.flow, Coverage()).add(sources.bundle, [verdict.trial for verdict in verdicts])
    return tested, coverages


def _rewritten(file: Path, cases: CaseFile, sources: Sources) -> CaseFile:
    trials = {case.name: judge(case, sources.around()).trial for case in cases.cases}
    old = file.read_text("utf-8")
    transcripts = {name: trial.transcript.texts for name, trial in trials.items()}
    new = rewrite(old, cases, transcripts, {name: trial.ended for name, trial in trials.items()})
    if new == old:
        return cases
    file.write_text(new, "utf-8")
    return read_cases(new, str(file))
