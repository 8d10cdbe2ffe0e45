"""Transcripts as they are now, into the file of the cases: everything else in it stays as it is."""

from collections.abc import Mapping, Sequence

from ccengine.flow.cases.case import Case, CaseFile


def rewrite(text: str, cases: CaseFile, transcripts: Mapping[str, Sequence[str]], ends: Mapping[str, str]) -> str:
    """`transcripts`, `ends`: by the name of the case.  A case without `expect` gets one, with exit and transcript; one
    with a `transcript` gets the new lines; in all others nothing is changed."""
    lines = text.splitlines()
    for case in sorted(cases.cases, key=lambda case: case.at.line, reverse=True):  # from below: lines keep their place
        if case.expected is None:
            _append(lines, case, transcripts[case.name], ends[case.name])
        elif case.expected.transcript is not None and _is_block(lines[case.expected.transcript.at.line - 1]):
            _replace(lines, case.expected.transcript.at.line - 1, transcripts[case.name])
    return "\n".join(lines) + "\n"


def _is_block(line: str) -> bool:
    """Not one in braces, which holds other things, too."""
    key, colon, rest = line.partition("transcript:")
    return bool(colon) and not key.strip() and rest.strip() in ("|", "|-", "|+", '""')


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _end(lines: list[str], begin: int, blank: bool) -> int:
    """The first line after `begin` that is not further in, without the blank lines (and, in a mapping, comments) before
    it.  `blank`: comments end it as other lines do."""
    end = begin + 1
    inside = _indent(lines[begin])
    last = begin
    while end < len(lines):
        line = lines[end]
        if line.strip():
            comment = line.lstrip().startswith("#") and not blank
            if _indent(line) <= inside and not comment:
                break
            if _indent(line) > inside:
                last = end
        end += 1
    return last + 1


def _replace(lines: list[str], begin: int, transcript: Sequence[str]) -> None:
    """`begin`: the line with `transcript: ...`."""
    key, _, _ = lines[begin].partition("transcript:")
    inside = " " * (_indent(lines[begin]) + 2)
    lines[begin : _end(lines, begin, blank=True)] = [f"{key}transcript: |", *(inside + line for line in transcript)]


def _append(lines: list[str], case: Case, transcript: Sequence[str], end: str) -> None:
    begin = case.at.line - 1
    inside = " " * (_indent(lines[begin]) + 2)
    new = [f"{inside}expect:", f"{inside}  exit: {end}", f"{inside}  transcript: |"]
    new += [f"{inside}    {line}" for line in transcript]
    end_line = _end(lines, begin, blank=False)
    lines[end_line:end_line] = new
