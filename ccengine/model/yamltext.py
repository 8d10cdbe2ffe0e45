"""Bytes -> text, for YAML files that people edit: what editors on Windows do to them is recognised and told.

Reading goes on after a byte-order mark or CRLF line ends, so that these are reported together with all else; bytes
that are no UTF-8, NULs and control characters stop it, for nothing after them can be trusted."""

import re

from ccengine.model.diagnostics import Diagnostic, Position

FULL_WIDTH = {"：": ":", "，": ",", "“": '"', "”": '"', "‘": "'", "’": "'", "［": "[", "］": "]", "【": "[", "】": "]",
              "｛": "{", "｝": "}", "－": "-", "＃": "#", "　": " ", "＂": '"'}  # fmt: skip
"""What an input method leaves where YAML needs the ASCII sign."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 does not allow in a file, surrogates included."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def to_text(data: bytes | str, file: str, size: int, found: list[Diagnostic]) -> str | None:
    """The text with LF line ends, or None when it cannot be read; what is wrong is added to `found`.

    `size`: the most bytes (of text: characters) that are looked at."""
    if len(data) > size:
        found.append(
            Diagnostic(
                Position(file, 1, 1),
                f"the file has more than {size} bytes (yaml.size)",
                "file-too-large",
                "split it into several files",
            )
        )
        return None
    text = data if isinstance(data, str) else _decode(data, file, found)
    if text is None:
        return None
    if text.startswith("\ufeff"):
        text = text[1:]
        remedy = "save it as UTF-8 without BOM, or: sed -i '1s/^\\xEF\\xBB\\xBF//' FILE"
        found.append(Diagnostic(Position(file, 1, 1), "the file begins with a byte-order mark", "bom", remedy))
    if bad := _FORBIDDEN.search(text):
        name = "NUL" if bad[0] == "\0" else f"U+{ord(bad[0]):04X}"
        found.append(
            Diagnostic(
                place(file, text, bad.start()),
                f"the character {name} cannot stand in a YAML file",
                "control-character",
                "delete it; is this a text file at all?",
            )
        )
        return None
    if "\r" in text:
        remedy = "save it with line ends LF, or: sed -i 's/\\r$//' FILE"
        at = place(file, text, text.index("\r"))
        found.append(Diagnostic(at, "the lines end with CR as on Windows, not with LF", "crlf", remedy))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _decode(data: bytes, file: str, found: list[Diagnostic]) -> str | None:
    if data.startswith(_UTF16):
        remedy = "save it as UTF-8, or: iconv -f UTF-16 -t UTF-8 FILE"
        found.append(Diagnostic(Position(file, 1, 1), "the file is UTF-16, not UTF-8", "not-utf8", remedy))
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = place(file, data[: error.start].decode("utf-8"), error.start)
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        text, remedy = "the file is not UTF-8 from here on", "save it as UTF-8"
    else:
        text = "the file is not UTF-8 from here on; it looks like GB18030 (GBK, GB2312)"
        remedy = "save it as UTF-8, or: iconv -f GB18030 -t UTF-8 FILE"
    found.append(Diagnostic(at, text, "not-utf8", remedy))
    return None


def place(file: str, text: str, index: int) -> Position:
    """The position of `text[index]`, or of the end of a shorter text."""
    before = text[:index]
    return Position(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def full_width_in(text: str) -> str:
    """The first full-width sign in the text, or ""."""
    return next((sign for sign in text if sign in FULL_WIDTH), "")


def full_width_remedy(text: str) -> str:
    """What to do about a full-width sign in the text, or "" when there is none."""
    sign = full_width_in(text)
    return f"“{sign}” is full-width: switch the input method off and type {FULL_WIDTH[sign]!r}" if sign else ""


def shown(text: str, most: int = 40) -> str:
    """Hostile text for a message: one line, of bounded length, no control characters."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    if short.isprintable():
        return short
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in short)
