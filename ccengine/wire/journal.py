"""Journal records <-> lines of text.  Pure: no files, no clock.

A line is `crc32 space json newline`: eight lower-case hex digits over the JSON's bytes, then one flat object
`{"n": number, "t": epoch seconds, "k": kind, "v": schema version, ...fields}`.  JSON is written in ASCII with every
control character escaped, so no value can add a line, and a lone surrogate in a caller's name survives.

A journal outlives the program that wrote it: kinds and fields this program does not know are kept or ignored, fields
that are missing take their defaults.  Why text, and why one CRC per line: docs/decisions/0020-journal-format.md."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from math import isfinite
from typing import NoReturn
from zlib import crc32

from ccengine.wire.journal_fields import Reader, reader_of
from ccengine.wire.journal_text import Values, any_text, object_of, text_of

SCHEMA = 1
"""Of the line's own layout.  A line of a later schema is read as far as it is understood."""

MAX_RECORD = 65536
"""Bytes of one line, its newline included."""

RESERVED = frozenset("ntkv")
"""Names of the line's own fields: no kind may have a field called so."""


@dataclass(frozen=True, slots=True)
class Record:
    n: int  # counts from 1, without holes, over the life of a home
    t: float  # seconds since the epoch, by the engine's clock
    body: object  # an instance of one of the vocabulary's kinds, or Unknown


@dataclass(frozen=True, slots=True)
class Gap:
    """The writer had no space for these records and no room left to keep them: they are lost."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A whole record that this program cannot take as one of its kinds: written by a newer one, most likely."""

    kind: str
    fields: Mapping[str, object] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes that are no record.  `offset` counts from the start of the file."""

    offset: int
    why: str
    file: str = ""

    def __str__(self) -> str:
        return f"{self.file or 'journal'}, byte {self.offset}: {self.why}"


class Vocabulary:
    """The kinds of records: class name <-> frozen dataclass of plain fields.  `Gap` belongs to every vocabulary."""

    def __init__(self, kinds: Iterable[type]) -> None:
        self._kinds: dict[str, type] = {}
        self._classes: set[type] = set()  # the same kinds
        self._readers: dict[str, dict[str, Reader]] = {}
        for kind in (*kinds, Gap):
            name = kind.__name__
            if self._kinds.setdefault(name, kind) is not kind:
                raise ValueError(f"two kinds are called {name}")
            self._classes.add(kind)
            self._readers[name] = _readers(kind)

    def __contains__(self, body: object) -> bool:
        return type(body) in self._classes

    def read(self, kind: str, got: Mapping[str, object]) -> object:
        """The fields `got` as an instance of the kind, or `Unknown` with the reason.  Never raises."""
        cls = self._kinds.get(kind)
        if cls is None:
            return Unknown(kind, got)
        readers = self._readers[kind]
        try:
            return cls(**{name: read(got[name]) for name, read in readers.items() if name in got})
        except (TypeError, ValueError, OverflowError) as error:
            return Unknown(kind, got, str(error))


def _readers(kind: type) -> dict[str, Reader]:
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} is not a dataclass")
    taken = RESERVED & {f.name for f in fields(kind)}
    if taken:
        raise ValueError(f"{kind.__name__} has a field named {min(taken)}, which the journal's line uses itself")
    return reader_of(kind)


def encode(record: Record) -> bytes:
    """One line.  A value that is no JSON (a Secret, a NaN) raises TypeError or ValueError, and nothing is written."""
    return encode_body(record.n, record.t, record.body)


def encode_body(n: int, t: float, body: object) -> bytes:
    """The same, of what would be this record."""
    text = _object(n, t, body).encode("ascii")
    line = b"%08x %s\n" % (crc32(text), text)
    if len(line) > MAX_RECORD:
        raise ValueError(f"a record of kind {type(body).__name__} takes {len(line)} bytes, over {MAX_RECORD}")
    return line


def _object(n: int, t: float, body: object) -> str:
    if isinstance(body, Unknown):
        return any_text({"n": n, "t": t, "k": body.kind, "v": SCHEMA, **body.fields})
    template, values = _template_of[type(body)]
    return template % (n, text_of[type(t)](t), *[text_of[type(value)](value) for value in values(body)])


class _Templates(dict[type, tuple[str, Values]]):
    def __missing__(self, kind: type) -> tuple[str, Values]:
        self[kind] = made = object_of(kind, f'"n":%d,"t":%s,"k":"{kind.__name__}","v":{SCHEMA}')
        return made


_template_of = _Templates()


def fits(body: object) -> bool:
    """Whether one line holds it."""
    try:
        encode_body(2**53, 1e11 / 3, body)
    except ValueError:
        return False
    return True


class Decoder:
    """Lines to records as the bytes come.  `offset` is that of the first byte not yet decided."""

    def __init__(self, vocabulary: Vocabulary, offset: int = 0) -> None:
        self._vocabulary = vocabulary
        self._pending = b""
        self._skipping = False  # inside a line that is longer than any record
        self.offset = offset

    @property
    def pending(self) -> bytes:
        """The start of a line whose end has not come yet."""
        return self._pending

    def forget_pending(self) -> None:
        """Drop the unfinished line: the next bytes fed are those from `offset` on."""
        self._pending = b""

    def feed(self, data: bytes) -> list[Record | Damaged]:
        """What is complete now, in order.  A line that is no record is reported once and skipped."""
        *lines, self._pending = (self._pending + data).split(b"\n")
        found = [result for line in lines for result in self._line(line)]
        if len(self._pending) >= MAX_RECORD or self._skipping:
            found.extend(self._overlong())
            self.offset += len(self._pending)
            self._pending = b""
        return found

    def _line(self, line: bytes) -> list[Record | Damaged]:
        start, self.offset = self.offset, self.offset + len(line) + 1
        if self._skipping:
            self._skipping = False
            return []
        if len(line) >= MAX_RECORD:
            return [Damaged(start, TOO_LONG)]
        return [self._decode(line, start)]

    def _overlong(self) -> list[Record | Damaged]:
        if self._skipping:
            return []
        self._skipping = True
        return [Damaged(self.offset, TOO_LONG)]

    def _decode(self, line: bytes, start: int) -> Record | Damaged:
        crc, space, text = line[:8], line[8:9], line[9:]
        if space != b" " or crc != b"%08x" % crc32(text):
            return Damaged(start, "the checksum does not fit")
        try:
            got = _JSON.decode(text.decode("utf-8", "surrogatepass"))
            if isinstance(got, dict):
                n, t, kind = got.pop("n", None), got.pop("t", None), got.pop("k", None)
                if _head(n, t) and isinstance(kind, str) and isinstance(got.pop("v", None), int):
                    return Record(n, float(t), self._vocabulary.read(kind, got))
        except (ValueError, RecursionError, OverflowError) as error:
            return Damaged(start, f"no JSON: {error}")
        return Damaged(start, "no record: n, t, k or v is missing or no such thing")


def _head(n: object, t: object) -> bool:
    # an isinstance would let True and False pass
    return type(n) is int and n > 0 and (type(t) is float or type(t) is int) and isfinite(t)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


_JSON = json.JSONDecoder(parse_constant=_no_number)  # json.loads would make one for each line

TOO_LONG = f"a line of more than {MAX_RECORD} bytes"
