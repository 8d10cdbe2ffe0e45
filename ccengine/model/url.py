"""URLs out of what a flow's author wrote and what callers entered.

The author's parts are taken as they are; a value is percent-encoded, so that it is a value and nothing else: it cannot
begin a query, a fragment or another path, and it never names the host."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

MAX_URL = 8000  # characters


def sqlite_url(path: str) -> str:
    """Of a whole path, whatever is in it: as SQLAlchemy writes it."""
    return "sqlite:///" + path.replace("%", "%25").replace("?", "%3F")


class BadUrl(ValueError):
    """The text says what is wrong, for the flow's trace."""


@dataclass(frozen=True, slots=True)
class Value:
    """What is not the author's text: the result of an expression."""

    text: str


def build_url(parts: Sequence[str | Value]) -> str:
    """`["https://crm.example/customers/", Value("a b/c"), "?full=1"]` -> `https://crm.example/customers/a%20b%2Fc?full=1`.

    Raises BadUrl: a value before the path begins, a value that is `..` or empty in the path, an author's text outside
    ASCII, a URL that is too long."""
    url = ""
    for part in parts:
        if isinstance(part, Value):
            _host_is_there(url)
            url += quote(part.text.encode("utf-8", "replace"), safe="")
        else:
            url += part
    _path_is_straight(parts, url)
    if len(url) > MAX_URL:
        raise BadUrl(f"the URL has {len(url)} characters; at most {MAX_URL}")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise BadUrl("letters outside ASCII and blanks are percent-encoded in a URL's own text")
    return url


def _host_is_there(url: str) -> None:
    """Scheme and host are whole, and the path or the query has begun."""
    scheme, colon, rest = url.partition("://")
    if not colon or not scheme.isalnum() or not any(mark in rest for mark in "/?"):
        raise BadUrl("scheme and host are the flow's own text: a value stands behind the host's / or ?")


def _path_is_straight(parts: Sequence[str | Value], url: str) -> None:
    """No value made a step up or an empty step of a path: `/users/{{ x }}/card` with `..` is `/card` to many servers,
    `/users//card` something else again."""
    if not any(isinstance(part, Value) for part in parts):
        return
    steps = urlsplit(url).path.split("/")[1:]
    if any(unquote(step) in (".", "..") for step in steps) or "" in steps[:-1]:
        raise BadUrl("a value makes an empty step, or a step up, in the URL's path")
