"""Text on a terminal: nothing that a caller put into it can move the cursor, hide or reorder what others see."""

import json
import unicodedata
from collections.abc import Sequence

_HARMFUL = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Controls, format characters (direction changes, zero width), surrogates, unassigned, line and paragraph ends."""


def shown(text: str) -> str:
    """With every harmful character as its escape: a caller called "\\x1b[2J" is shown, not obeyed."""
    return "".join(_escape(char) if unicodedata.category(char) in _HARMFUL else char for char in text)


def lines_shown(text: str) -> str:
    """As `shown`, but for the ends of its lines."""
    return "\n".join(map(shown, text.split("\n")))


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def number(count: int, what: str) -> str:
    """`1 case`, `2 cases`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def json_shown(value: object, indent: int | None = 1) -> str:
    """JSON that reads back the same, and is as harmless on a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return "".join(_json_escape(char) if char != "\n" and _harmful(char) else char for char in text)


def _harmful(char: str) -> bool:
    return unicodedata.category(char) in _HARMFUL


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def width(text: str) -> int:
    """Columns that a terminal gives it: two for an East Asian wide character, none for a mark on another one."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, most: int) -> str:
    """At most so many columns; what is cut off is shown by "…"."""
    if width(text) <= most:
        return text
    kept = ""
    for char in text:
        if width(kept) + _columns(char) >= most:
            break
        kept += char
    return kept + "…"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], most: int = 40) -> str:
    """Columns side by side, two blanks between them; every cell is `shown` and at most `most` columns wide."""
    cells = [[cut(shown(cell), most) for cell in row] for row in (head, *rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells)
    return "\n".join(lines)
