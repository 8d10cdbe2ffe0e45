"""An answer's body: bytes -> text -> JSON."""

import json
from email.message import Message
from typing import Any

MAX_DEPTH = 50

_CODECS = {
    "utf-8": "utf-8-sig", "utf8": "utf-8-sig", "us-ascii": "ascii", "ascii": "ascii", "iso-8859-1": "latin-1",
    "latin1": "latin-1", "windows-1252": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "cp936": "gb18030", "big5": "big5hkscs", "utf-16": "utf-16", "shift_jis": "cp932", "euc-kr": "cp949",
}  # fmt: skip
"""What servers say -> Python's codec that reads it.  What they call GB2312 is GBK or more."""


class NotJson(Exception):
    """The text says why."""


def text_of(data: bytes, content_type: str) -> tuple[str, str]:
    """The text, and what is to be told of it: a character set that is wrong, missing or not known.  What cannot be read
    is replaced (U+FFFD)."""
    named = _charset(content_type)
    codec = _CODECS.get(named, "utf-8-sig")
    try:
        return data.decode(codec), "" if not named or named in _CODECS else f'the character set "{named}" is not known'
    except UnicodeDecodeError as error:
        told = f"the body is not {named or 'UTF-8, and no character set is named'} (byte {error.start})"
        return data.decode(codec, "replace"), told


def is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("application/json", "text/json") or kind.endswith("+json")


def json_of(text: str) -> Any:
    """Raises NotJson: also for NaN, Infinity, what is too deep, and numbers of thousands of digits."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotJson(f"not JSON: {str(error)[:200]}") from None
    if deeper(value, MAX_DEPTH):
        raise NotJson(f"not taken: JSON deeper than {MAX_DEPTH}")
    return value


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def deeper(value: Any, depth: int) -> bool:
    """Lists and objects within each other, more than `depth` of them."""
    level = [value]
    for _ in range(depth + 1):
        inner = [item for item in level if isinstance(item, list | dict)]
        if not inner:
            return False
        level = [below for item in inner for below in (item.values() if isinstance(item, dict) else item)]
    return True


def _charset(content_type: str) -> str:
    header = Message()
    header["Content-Type"] = content_type
    return str(header.get_content_charset("")).lower()
