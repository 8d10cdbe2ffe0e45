"""What is wrong with a home's music is told before anything starts; what is right is what Asterisk gets."""

import os
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.app import render
from ccengine.app.music import check_music, trouble_of
from ccengine.app.root import Root
from ccengine.app.trouble import Trouble
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.music import music_of
from ccengine.model.settings import Settings, parse_settings

ROOT = Root(Path("/cache/root/asterisk"), "asterisk", "1:22.1", "amd64")
SETTINGS = """\
agents: {8001: {}}
queues:
  service: {agents: [8001], music: MUSIC}
"""


def piece(path: Path, rate: int = 8000, channels: int = 1, width: int = 2, samples: int = 8000) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(width * channels * samples))


def settings(home: Home, music: str = "default") -> Settings:
    home.settings.write_text(SETTINGS.replace("MUSIC", music))
    return parse_settings(home.settings.read_bytes(), str(home.settings))


def told(home: Home) -> str:
    with pytest.raises(Trouble) as trouble:
        check_music(home, settings(home))
    return str(trouble.value)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    piece(tmp_path / "music" / "waltz" / "the blue, Danube.wav")
    (tmp_path / "music" / "waltz" / "LICENSE").write_text("free")
    (tmp_path / "music" / ".git").mkdir()
    return Home(tmp_path)


def test_what_is_right_is_accepted_and_rendered(home: Home) -> None:
    check_music(home, settings(home, "waltz"))
    assert music_of(home, Settings()) == frozenset({"default", "ringback", "waltz"})
    assert music_of(home, Settings(switch="external")) is None
    assert classes(home) == {
        "default": ("/cache/root/asterisk/usr/share/asterisk/moh", "random"),
        "ringback": (classes(home)["ringback"][0], "alpha"),
        "waltz": (str(home.music / "waltz"), "alpha"),
    }
    piece(home.music / "default" / "ours.wav")
    (home.music / "gone").mkdir()  # its files were removed after `up`
    assert classes(home)["default"] == (str(home.music / "default"), "alpha")
    assert "gone" not in classes(home)


def test_an_asterisk_that_is_started_again_has_the_classes_that_were_accepted(home: Home) -> None:
    accepted = home.run / "accepted"
    (accepted / "music" / "waltz").mkdir(parents=True)
    (accepted / "settings.yaml").write_text("")
    piece(home.music / "later" / "a.wav")
    assert classes(home).keys() == {"default", "ringback", "waltz"}


def classes(home: Home) -> dict[str, tuple[str, str]]:
    """Name -> directory, sort; as musiconhold.conf says it."""
    found = {}
    for section in render.musiconhold(home, ROOT).split("[")[2:]:  # after `general`
        name, _, rest = section.partition("]")
        values = dict(line.split(" = ") for line in rest.split("\n") if line)
        assert values.pop("mode") == "files"
        found[name] = (values["directory"], values["sort"])
    return found


@pytest.mark.parametrize("name", ["general", "General", "两", "a b", "x" * 65, "a]\n[b", "-a"])
def test_a_class_that_cannot_be_named(home: Home, name: str) -> None:
    piece(home.music / name / "a.wav")
    assert "cannot be the name of a music class" in told(home)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Waltz", "waltz and the class Waltz"),
        ("Default", "Default and the class default"),
        ("RINGBACK", "RINGBACK and the class ringback"),
    ],
)
def test_classes_that_asterisk_cannot_tell_apart(home: Home, name: str, text: str) -> None:
    piece(home.music / name / "a.wav")
    assert told(home).startswith(f"{home.music}/{text} differ in capitals alone")


def test_an_empty_class(home: Home) -> None:
    (home.music / "empty").mkdir()
    assert f"{home.music}/empty has no file" in told(home)


def test_a_piece_beside_the_classes(home: Home) -> None:
    piece(home.music / "lost.WAV")
    assert f"{home.music}/lost.WAV belongs to no class" in told(home)


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"rate": 44100, "channels": 2}, "has 44100 Hz, 2 channels, 16 bit"),
        ({"width": 1}, "has 8000 Hz, 1 channel, 8 bit"),
        ({"samples": 100}, "holds no sound"),
    ],
)
def test_a_piece_of_another_format(home: Home, wrong: dict[str, int], text: str) -> None:
    piece(home.music / "waltz" / "b.wav", **wrong)
    assert f"{home.music}/waltz/b.wav {text}" in told(home)
    assert "ffmpeg" in told(home)


def hostile(make: Callable[[Path], object], name: str = "b.wav") -> Callable[[Home], None]:
    def into(home: Home) -> None:
        make(home.music / "waltz" / name)

    return into


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (hostile(lambda path: path.write_bytes(b"ID3"), "b.mp3"), "is no .wav"),
        (hostile(piece, "B.WAV"), "is no .wav"),
        (hostile(lambda path: path.write_text("free"), "LICENSE.txt"), "is no .wav"),
        (hostile(lambda path: path.write_bytes(b"")), "is no WAV of plain samples"),
        (hostile(os.mkfifo), "it is a pipe or a device"),
        (hostile(lambda path: path.symlink_to("/dev/zero")), "it is a pipe or a device"),
        (hostile(lambda path: path.symlink_to(path.name)), "Too many levels of symbolic links"),
        (hostile(Path.mkdir), "Is a directory"),
        (hostile(lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_RDWR), 1 << 33)), "is no WAV of plain"),
    ],
)
def test_hostile_files(home: Home, place: Callable[[Home], None], text: str) -> None:
    place(home)
    assert text in told(home)


@given(st.data())
def test_no_header_breaks_the_check(data: st.DataObject) -> None:
    head = b"RIFF\x64\1\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\x40\1\0\0"
    whole = bytearray(head + bytes(320))
    assert trouble_of(bytes(whole)) == ""
    for place in data.draw(st.lists(st.integers(0, len(head) - 1), max_size=8)):
        whole[place] = data.draw(st.integers(0, 255))
    trouble_of(bytes(whole[: data.draw(st.integers(0, len(whole)))]))


def test_a_queue_whose_class_there_is_not(home: Home) -> None:
    with pytest.raises(BadInput) as bad:
        check_music(home, settings(home, "walzt"))
    assert str(bad.value) == (
        f'{home.settings}:3:36: queue "service": there is no music class "walzt"\n'
        '    did you mean "waltz"?  [unknown-music]'
    )


def test_of_an_asterisk_of_ones_own_nothing_is_known(home: Home) -> None:
    piece(home.music / "general" / "a.mp3")
    home.settings.write_text("switch: external\n" + SETTINGS.replace("MUSIC", "jazz"))
    check_music(home, parse_settings(home.settings.read_bytes(), "settings.yaml"))
