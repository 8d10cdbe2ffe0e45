"""What happened on a scripted call, as lines a person reads, what the caller heard, as pieces with times, and
what is on recordings."""

from dataclasses import dataclass

from ccengine.model.ids import Seconds


@dataclass(frozen=True, slots=True)
class Piece:
    """Something the caller heard: a prompt's name, `music CLASS`, `agent 8001`, `beep`.  Times in seconds from the
    begin of the call."""

    what: str
    begin: Seconds
    end: Seconds


@dataclass(frozen=True, slots=True)
class Tape:
    """What is on a recording: per channel, the words."""

    seconds: Seconds
    channels: tuple[tuple[str, ...], ...]


class Transcript:
    def __init__(self) -> None:
        self._lines: list[tuple[Seconds, str]] = []
        self.heard: list[Piece] = []

    def add(self, at: Seconds, text: str) -> None:
        """`at`: seconds from the begin of the call."""
        self._lines.append((at, text))

    def __len__(self) -> int:
        return len(self._lines)

    def time_of(self, line: int) -> Seconds:
        return self._lines[line][0]

    @property
    def texts(self) -> list[str]:
        """Without the times."""
        return [text for _, text in self._lines]

    @property
    def lines(self) -> list[str]:
        """With the times, in seconds to the millisecond."""
        return [f"{at:8.3f}  {text}" for at, text in self._lines]

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def find(self, text: str, start: int) -> int | None:
        """The first line from number `start` on that is `text` or begins with it and a space or comma."""
        for i, (_, line) in enumerate(self._lines[start:], start):
            if line == text or line.startswith((text + " ", text + ",")):
                return i
        return None


class Ear:
    """What the caller hears at the moment: one thing at a time, or nothing."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._what = ""
        self._since = 0.0

    @property
    def hears(self) -> str:
        """ "" for silence."""
        return self._what

    def so_far(self, at: Seconds) -> list[Piece]:
        """All that was heard, with what is heard at the moment, up to now."""
        now = [Piece(self._what, self._since, at)] if self._what and at > self._since else []
        return self._transcript.heard + now

    def begin(self, what: str, at: Seconds) -> None:
        self.end(at)
        self._what, self._since = what, at

    def end(self, at: Seconds) -> None:
        if self._what and at > self._since:
            self._transcript.heard.append(Piece(self._what, self._since, at))
        self._what = ""
