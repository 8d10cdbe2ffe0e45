"""What a script left when it failed, for people: a line of it, and all of it without the store's folders."""

import re

_STORE = re.compile(r"""[^\s"']*/scripts/[0-9a-f]{64}/""")
"""Where a version's scripts lie (workers/versions/store.py)."""
_PLACE = re.compile(r'^ *File "([^"\n]+)", line ([0-9]+)', re.MULTILINE)


def without_store(text: str) -> str:
    """`/home/.../versions/scripts/<64 digits>/bills.py` is `bills.py`."""
    return _STORE.sub("", text)


def is_long(text: str) -> bool:
    """More than a line of a table."""
    return "\n" in text.rstrip()


def gist(text: str) -> str:
    """The last line, which says what is wrong, and the innermost place in the author's own scripts."""
    last = next(line for line in reversed(text.split("\n")) if line.strip()).strip()
    places = _PLACE.findall(text)
    own = [place for place in places if _STORE.match(place[0])] or places
    if not own:
        return without_store(last)
    file, line = own[-1]
    return f"{without_store(last)} ({without_store(file)}:{line})"
