"""Looks for digits that nobody may keep: in every file of a folder, in whatever form.

    leaks(home.root, "8362950174")  ->  ["journal/00000001.log: in the lines"]

As bytes: plain, with anything between, URL-coded, in JSON, as hexadecimal or decimal codes, in base64, backwards.  Line
by line: one digit in each of many lines that are otherwise alike, as a log of keys has them, told by themselves or by
their codes.  Row by row in SQLite's tables.  As tones in recordings.  What is packed by gzip is unpacked."""

import base64
import gzip
import re
import sqlite3
import wave
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt

LOW, HIGH = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
PAD = ("123A", "456B", "789C", "*0#D")
RATE, FRAME = 8000, 160
_ONE = re.compile(r"(?<![0-9A-Za-z.])([0-9])(?![0-9A-Za-z.])|(?:result=|code[=: ]+)(4[89]|5[0-7])(?![0-9])")
_NUMBER = re.compile(r"[0-9a-fA-F]*[0-9][0-9a-fA-F]*")


def leaks(folder: Path, digits: str) -> list[str]:
    """Where, and in which form."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            found += [f"{file.relative_to(folder)}: {how}" for how in _in_file(file, digits)]
    return found


def _in_file(file: Path, digits: str) -> Iterator[str]:
    data = file.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    for name, form in forms(digits).items():
        if form.search(data):
            yield name
    if file.suffix == ".wav":
        if digits in keys_heard(file):
            yield "as tones"
        return
    if data.startswith(b"SQLite format 3"):
        if any(digits in column for column in _columns(file)):
            yield "in the rows"
        return
    if any(digits in told for told in _lines(data.decode("utf-8", "replace"))):
        yield "in the lines"


def forms(digits: str) -> dict[str, "re.Pattern[bytes]"]:
    def joined(each: list[str], between: str = "") -> "re.Pattern[bytes]":
        return re.compile(between.join(each).encode(), re.IGNORECASE)

    codes = [ord(digit) for digit in digits]
    return {
        "plain": joined(list(digits), r"[ ,;:_/|\"'\[\]\t-]{0,4}"),
        "one to a line": joined(list(digits), r"\r?\n"),
        "backwards": joined(list(digits[::-1])),
        "URL-coded": joined([f"%{code:02x}" for code in codes]),
        "in JSON": joined([rf"\\\\?u{code:04x}" for code in codes]),
        "hexadecimal": joined([f"(?:0x)?{code:02x}" for code in codes], r"[ ,:]{0,2}"),
        "decimal codes": joined([str(code) for code in codes], "[ ,]{1,2}"),
        "two bytes each": re.compile(re.escape(digits.encode("utf-16-le"))),
        "base64": re.compile(re.escape(base64.b64encode(digits.encode()).rstrip(b"=")[:-1])),
    }


def _lines(text: str) -> Iterator[str]:
    """The digits that stand alone in lines that are otherwise alike, in order; a digit that is told by two lines each
    time is looked for in each kind of line apart."""
    alike: dict[str, list[str]] = defaultdict(list)
    for line in text.splitlines():
        for match in _ONE.finditer(line[:2000]):
            rest = _NUMBER.sub("#", line[: match.start()][-80:]) + "|" + _NUMBER.sub("#", line[match.end() :][:40])
            alike[rest].append(match[1] or chr(int(match[2])))
    yield from map("".join, alike.values())


def _columns(file: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as books:
        for (table,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for (name,) in books.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall():
                values = books.execute(f'SELECT "{name}" FROM "{table}"').fetchall()
                yield "".join(str(value) for (value,) in values if len(str(value)) == 1)


def dtmf(digits: str, path: Path, hold: float = 0.1, gap: float = 0.1) -> Path:
    """A recording of these keys."""
    silence = np.zeros(int(gap * RATE))
    time = np.arange(int(hold * RATE)) / RATE
    pieces = [silence]
    for digit in digits:
        row = next(number for number, keys in enumerate(PAD) if digit in keys)
        both = np.sin(2 * np.pi * LOW[row] * time) + np.sin(2 * np.pi * HIGH[PAD[row].index(digit)] * time)
        pieces += [both * 0.25, silence]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.concatenate(pieces) * 32767).astype("<i2").tobytes())
    return path


def keys_heard(path: Path) -> str:
    """The keys whose tones are in a recording of 16 bits at 8 kHz; of one with two channels, those of either."""
    with wave.open(str(path)) as file:
        channels = file.getnchannels()
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64) / 32768
    return "|".join(_keys(samples[channel::channels]) for channel in range(channels))


def _keys(samples: npt.NDArray[np.float64]) -> str:
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    energy = (frames**2).mean(axis=1) if len(frames) else np.zeros(0)
    power = {hz: _power(frames, hz) for hz in (*LOW, *HIGH)}
    told, last = "", ""
    for number in range(len(frames)):
        low = max(LOW, key=lambda hz: power[hz][number])
        high = max(HIGH, key=lambda hz: power[hz][number])
        both = power[low][number] + power[high][number]
        here = energy[number] > 1e-5 and both > 0.6 * energy[number] and power[high][number] > 0.05 * both
        key = PAD[LOW.index(low)][HIGH.index(high)] if here else ""
        told += key if key != last else ""
        last = key
    return told


def _power(frames: npt.NDArray[np.float64], hz: int) -> npt.NDArray[np.float64]:
    time = 2 * np.pi * hz * np.arange(FRAME) / RATE
    found: npt.NDArray[np.float64] = ((frames @ np.cos(time)) ** 2 + (frames @ np.sin(time)) ** 2) * 2 / FRAME**2
    return found
