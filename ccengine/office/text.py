"""Text that any database can hold, whatever a caller put into it."""

import re

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

LONGEST = 500
"""Characters kept of one value.  An index entry of PostgreSQL takes 2704 bytes; 500 characters are at most 2000."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL has no NUL; a lone surrogate has no UTF-8


def storable(text: str) -> str:
    text = _UNSTORABLE.sub("\ufffd", str(text))  # str: an enum is stored as its plain value
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class SafeText(TypeDecorator[str]):
    """TEXT.  What cannot be stored becomes U+FFFD, what is too long ends in "…"; the same in conditions."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)
