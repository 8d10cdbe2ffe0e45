"""Elements of a page or a picture.  Text that comes from outside is hostile until escaped, so it cannot come in
otherwise: whatever is no `Safe` is escaped, control and format characters too."""

from html import escape
from typing import Union

from ccengine.model.yamltext import shown

LONGEST = 500
"""Characters of one text; a header of a SIP message may have many thousands."""

Inside = Union["Safe", str, int, float, None]


class Safe(str):
    """Markup.  Only `tag` and `joined` make it, and who has written it in the source himself."""

    __slots__ = ()


def tag(name: str, *inside: Inside, **attributes: str | float | None) -> Safe:
    """`tag("a", "text", href="#x")`.  A name that is Python's own ends with `_`; one with a dash is written with `_`
    within (`text_anchor`).  None: no such attribute, nothing inside."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_printable(_plain(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Safe(f"<{name}{given}>{joined(*inside)}</{name}>")


def joined(*inside: Inside) -> Safe:
    return Safe("".join(each if isinstance(each, Safe) else _escaped(_plain(each)) for each in inside))


def _plain(value: Inside) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _escaped(text: str) -> str:
    return escape(shown(text, LONGEST))


def _printable(text: str) -> str:
    """Of any length: the path of a line is long."""
    return shown(text, len(text))
