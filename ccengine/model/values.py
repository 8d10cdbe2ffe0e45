"""Single values out of a YAML tree: reads for model/reader.py.

Text is taken as it was written, so a called number keeps its leading zeros; what YAML 1.1 would have made of `yes`,
`12:30` or `008001` never happens, and where such a spelling is wrong the message says what to write."""

import re
from zoneinfo import available_timezones

from ccengine.model.reader import Read, Report, did_you_mean, kind
from ccengine.model.shape import length, shaped
from ccengine.model.shape import pattern as ecma_pattern
from ccengine.model.yamltext import full_width_remedy, shown
from ccengine.model.yamltree import Scalar, Tree

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s)?(?:(\d{1,9})ms)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,3}):(\d\d)", re.ASCII)


@shaped("a text", type=["string", "number", "boolean"], minLength=1)
def text(tree: Tree, report: Report) -> str:
    """Any text that is not empty."""
    if not isinstance(tree, Scalar) or tree.null or not tree.text.strip():
        raise report.wrong(tree.at, f"a text is needed, not {kind(tree)}", "not-a-text")
    return tree.text


def matching(pattern: str, what: str, rule: str, remedy: str = "", secret: bool = False) -> Read[str]:
    """Text that the pattern matches from end to end.  `secret`: it may hold a password, and is not repeated."""
    compiled = re.compile(pattern)

    @shaped(what, **ecma_pattern(compiled))
    def read(tree: Tree, report: Report) -> str:
        value = text(tree, report)
        if not compiled.fullmatch(value):
            told = full_width_remedy(value) or remedy
            said = "this" if secret else f'"{shown(value)}"'
            raise report.wrong(tree.at, f"{said} is not {what}", rule, told)
        return value

    return read


name = matching(
    r"[\w][\w-]{0,63}", "a name", "bad-name", "letters (also Chinese), digits, _ and -, 64 at most, no blanks"
)
"""Of a node, a queue, a flow."""

FILE_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"

file_name = matching(FILE_NAME, "a name for a file", "bad-name", "letters a-z, digits, _ and -, 64 at most")
"""Of a prompt, a flow's file, a music class: it never leads out of its folder."""

language = matching(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", "a language", "bad-language", "as in zh, en, zh-TW")


def one_of(*words: str) -> Read[str]:
    @shaped(", ".join(f"`{word}`" for word in words), enum=list(words))
    def read(tree: Tree, report: Report) -> str:
        value = text(tree, report)
        if value not in words:
            remedy = did_you_mean(value, words) or "one of: " + ", ".join(words)
            raise report.wrong(tree.at, f'"{shown(value)}" is not known here', "unknown-word", remedy)
        return value

    return read


@shaped("`true`, `false`", enum=[True, False, "true", "false"])
def boolean(tree: Tree, report: Report) -> bool:
    """true or false.  YAML 1.1's other spellings are refused: `no` is also Norwegian."""
    value = text(tree, report)
    if value not in ("true", "false"):
        remedy = {"yes": "write true", "on": "write true", "no": "write false", "off": "write false"}.get(
            value.lower(), "write true or false"
        )
        raise report.wrong(tree.at, f'"{shown(value)}" is neither true nor false', "not-a-boolean", remedy)
    return value == "true"


def whole(low: int, high: int) -> Read[int]:
    """A whole number within low..high."""

    @shaped(f"{low} to {high}", type=["integer", "string"], minimum=low, maximum=high, pattern=r"^-?[0-9]{1,12}$")
    def read(tree: Tree, report: Report) -> int:
        value = text(tree, report)
        if not re.fullmatch(r"-?[0-9]{1,12}", value):
            raise report.wrong(tree.at, f'"{shown(value)}" is not a whole number', "not-a-number")
        if not low <= int(value) <= high:
            raise report.wrong(tree.at, f"{value} is not within {low} to {high}", "out-of-range")
        return int(value)

    return read


def seconds(value: str) -> float | None:
    """`5s`, `300ms`, `1m30s`, `2h` in seconds; None for anything else."""
    match = _DURATION.fullmatch(value)
    if not value or not match:
        return None
    parts = zip(match.groups(), ("h", "m", "s", "ms"), strict=True)
    return sum(float(part) * _UNITS[unit] for part, unit in parts if part)


def duration(low: float = 0.0, high: float = 86400.0) -> Read[float]:
    """A length of time with its unit, in seconds, within low..high."""

    @shaped(
        f"{length(low)} to {length(high)}", seconds=True, type="string", minLength=2, pattern=f"^{_DURATION.pattern}$"
    )
    def read(tree: Tree, report: Report) -> float:
        value = text(tree, report)
        got = seconds(value)
        if got is None:
            remedy = "write it with its unit: 5s, 300ms, 2m, 1m30s, 1h"
            if re.fullmatch(r"[0-9]{1,9}", value):
                remedy = f"say the unit: {value}s"
            elif clock := _CLOCK.fullmatch(value):
                remedy = f"write {int(clock[1])}m{int(clock[2])}s or {int(clock[1])}h{int(clock[2])}m"
            raise report.wrong(tree.at, f'"{shown(value)}" is not a length of time', "not-a-duration", remedy)
        if not low <= got <= high:
            raise report.wrong(tree.at, f"{value} is not within {low:g}s to {high:g}s", "out-of-range")
        return got

    return read


def timezone(tree: Tree, report: Report) -> str:
    """The name of a time zone that this machine knows, as in Asia/Shanghai."""
    value = text(tree, report)
    if value not in (known := available_timezones()):
        remedy = did_you_mean(value, sorted(known)) or "as in Asia/Shanghai; the package tzdata brings them"
        raise report.wrong(tree.at, f'"{shown(value)}" is no time zone that this machine knows', "bad-timezone", remedy)
    return value
