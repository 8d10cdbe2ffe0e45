"""The home's own music: what is wrong with it is told before anything starts, since Asterisk itself plays `default`
in place of a class that it cannot read."""

import re
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from ccengine.app.trouble import Trouble
from ccengine.model.files import read_file
from ccengine.model.home import Home
from ccengine.model.music import SHIPPED, class_folders, music_of, remedy
from ccengine.model.reader import Report
from ccengine.model.settings import Settings
from ccengine.model.values import FILE_NAME
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Mapping, Scalar, parse_tree

TAKEN = frozenset({"general"})
"""A section of musiconhold.conf that is no class."""

RATE, LEAST = 8000, 160  # Hz; samples, of one packet: of less Asterisk makes no music

CONVERT = "convert it: ffmpeg -i PIECE -ar 8000 -ac 1 -c:a pcm_s16le PIECE.wav"


def check_music(home: Home, settings: Settings) -> None:
    """Raises Trouble with the first class or file that is wrong, BadInput with all queues that name no class."""
    if settings.switch != "managed":
        return
    try:
        for loose in home.music.glob("*.[wW][aA][vV]"):
            raise Trouble(f"{_told(loose)} belongs to no class", f"put it into a folder: {home.music}/NAME/")
        names = {name: name for name in SHIPPED}
        for folder in class_folders(home.music):
            _check_name(folder, names)
            _check_pieces(folder)
    except OSError as error:
        raise Trouble(
            f"the music in {home.music} cannot be read: {error.strerror}: {shown(str(error.filename), 200)}",
            "give back access, or remove it",
        ) from error
    _check_queues(home, settings)


def pieces(folder: Path) -> Iterator[Path]:
    """What Asterisk takes for one: every name with a dot that does not begin with it.  Raises OSError."""
    return (each for each in sorted(folder.iterdir()) if "." in each.name and not each.name.startswith("."))


def _check_name(folder: Path, names: dict[str, str]) -> None:
    """`names`: of the classes so far, by how Asterisk knows them; it mistakes `Waltz` for `waltz`."""
    if folder.name.lower() in TAKEN or not re.fullmatch(FILE_NAME, folder.name):
        raise Trouble(
            f"{_told(folder)} cannot be the name of a music class",
            f"use letters a-z, digits, _ and -, 64 at most, and none of: {', '.join(sorted(TAKEN))}",
        )
    if (other := names.setdefault(folder.name.lower(), folder.name)) != folder.name:
        raise Trouble(f"{_told(folder)} and the class {other} differ in capitals alone", "give it another name")


def _check_pieces(folder: Path) -> None:
    found = list(pieces(folder))
    for file in found:
        _check_piece(file)
    if not found:
        raise Trouble(f"the music class {_told(folder)} has no file", "put WAV files there, or remove the folder")


def _check_piece(file: Path) -> None:
    if file.suffix != ".wav":
        raise Trouble(
            f"{_told(file)} is no .wav, and Asterisk would take it for music",
            f"{CONVERT}; a text beside the music is to have no dot in its name: LICENSE",
        )
    if why := trouble_of(read_file(file)):
        raise Trouble(f"{_told(file)} {why}: music is WAV of 8 kHz, mono, 16 bit", CONVERT)


def trouble_of(data: bytes) -> str:
    """What Asterisk would not play, of a file that begins with `data`; "" for nothing."""
    try:
        with wave.open(BytesIO(data)) as wav:
            rate, channels, bits = wav.getframerate(), wav.getnchannels(), 8 * wav.getsampwidth()
            if (rate, channels, bits) != (RATE, 1, 16):
                return f"has {rate} Hz, {channels} channel{'s' * (channels != 1)}, {bits} bit"
            return "" if len(wav.readframes(LEAST)) == 2 * LEAST else "holds no sound"
    except (wave.Error, EOFError, RuntimeError) as error:  # the last: of a chunk that ends beyond its end
        return f"is no WAV of plain samples ({str(error) or 'it ends too early'})"


def _check_queues(home: Home, settings: Settings) -> None:
    """Raises BadInput."""
    there = music_of(home, settings) or frozenset()
    wrong = {str(queue.name): queue.music for queue in settings.queues.values() if queue.music not in there}
    if not wrong:
        return
    report = Report()
    root = parse_tree(read_file(home.settings), str(home.settings)).root
    queues = root.get("queues") if isinstance(root, Mapping) else None
    for key, queue in queues.entries if isinstance(queues, Mapping) else ():
        written = queue.get("music") if isinstance(queue, Mapping) else None
        if isinstance(written, Scalar) and written.text == wrong.get(key.text):
            text = f'queue "{key.text}": there is no music class "{written.text}"'
            report.add(written.at, text, "unknown-music", remedy(written.text, there))
    report.stop_if_any()


def _told(path: Path) -> str:
    return shown(str(path), 200)
