"""What the suite needs of an implementation: place a call, be its caller, be an agent, listen.

A test is written once, in straight lines.  What others do while the flow is inside a method is put in advance:
`caller.press("1", after=0.5)` is done half a second from now.  Without `after` it is done, and known to the
implementation, when the method returns."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ccengine.flow.scripted.transcript import Piece
from ccengine.model.call import Call, Connect, Directive, Limits, Steering
from ccengine.model.ids import Seconds

# The prompts of the test lines: (language, name) -> seconds.  Sounds are told apart, and so are their languages by
# their lengths.
PROMPTS: dict[str, dict[str, Seconds]] = {
    "zh": {"one": 0.4, "two": 0.4, "three": 0.4, "long": 3.0, "slow": 3.0},
    "en": {"one": 1.2, "two": 0.4, "english": 0.4},
}
CALM, LIVELY = "default", "lively"  # classes of music
AT_ONCE: Seconds = 1.5
"""Nothing that a line does "at once" takes a tenth of this; nothing that is played or timed in a test, and that it is
to be told from, is shorter."""


class Steered(Call, Steering, Protocol):
    """A line from both of its sides: the flow's and the engine's."""


class FarSide(ABC):
    """The caller's ear and hand."""

    @abstractmethod
    def press(self, keys: str, after: Seconds = 0.0) -> None: ...

    @abstractmethod
    def dial(self, keys: str, after: Seconds = 0.0) -> None:
        """As a machine does, 40 ms each and 40 ms apart; they are on their way when this returns."""

    @abstractmethod
    def say(self, word: str, seconds: Seconds = 1.0, after: Seconds = 0.0) -> None:
        """`word` is one of WORDS."""

    @abstractmethod
    def hang_up(self, after: Seconds = 0.0) -> None: ...

    @abstractmethod
    def heard(self) -> list[Piece]:
        """Everything until now, in order, without the silence: prompts by name, `music CLASS`, `agent NUMBER`,
        `beep`; things heard together as `a+b`."""

    @property
    @abstractmethod
    def answered(self) -> int:
        """How often the line was answered."""

    @property
    @abstractmethod
    def is_there(self) -> bool:
        """Whether the far side still has the call."""


class Agent(ABC):
    """An agent whose phone has been answered, and who talks all the time (`agent NUMBER`)."""

    @abstractmethod
    def connect(self, record_to: str = "") -> Connect:
        """The directive that joins him."""

    @abstractmethod
    def hang_up(self, after: Seconds = 0.0) -> None: ...

    @abstractmethod
    def heard(self) -> list[str]:
        """The words of the caller that reached him, and anything else, in order."""

    @property
    @abstractmethod
    def is_there(self) -> bool: ...


class Visit(ABC):
    """One call, and all that can happen to it."""

    call: Steered
    caller: FarSide

    @abstractmethod
    def agent(self) -> Agent: ...

    @abstractmethod
    def tell(self, directive: Directive, after: Seconds = 0.0) -> None: ...

    @abstractmethod
    def cancel(self, after: Seconds = 0.0) -> None: ...

    @abstractmethod
    def pause(self, seconds: Seconds) -> None:
        """Time passes while the flow is in no method."""

    @abstractmethod
    def stop_switch(self, after: Seconds = 0.0) -> None:
        """From then on the switch answers nothing, until the end of the visit."""

    @abstractmethod
    def engine_dies(self, talking: Connect | None = None) -> None:
        """And comes back: `call` is another object afterwards, that of the same caller, taken up.  It died in
        `call.join(talking)`, or between two methods."""

    @abstractmethod
    def unwritable(self) -> str:
        """A name that nothing can be recorded to."""

    @abstractmethod
    def recording(self, path: str) -> list[list[str]]:
        """What is on each channel of a recording of `record`, in order, without the silence."""

    @abstractmethod
    def recorded_seconds(self, path: str) -> Seconds:
        """The length of a recording of `record`."""

    @abstractmethod
    def talk_recording(self, name: str) -> list[list[str]]:
        """What is on each channel of the recording of a talk."""

    @abstractmethod
    def until(self, true: Callable[[], bool]) -> None:
        """Waits for what must come true soon, and fails if it does not."""


class Line(ABC):
    """An implementation on which calls can be placed."""

    name: str

    @abstractmethod
    def call(self, limits: Limits | None = None, *, answered: bool = True) -> AbstractContextManager[Visit]:
        """A call in language zh has come in; the flow holds it.  `answered`: and has answered it."""


WORDS = ("hello", "goodbye")


def names(heard: Iterable[Piece]) -> list[str]:
    return [piece.what for piece in heard]


@dataclass
class Stopwatch:
    """Of the line's own clock."""

    call: Call

    def __post_init__(self) -> None:
        self._begin = self.call.clock.now()

    @property
    def passed(self) -> Seconds:
        return self.call.clock.now() - self._begin


def about(figure: Seconds, measured: Seconds) -> bool:
    """A time that is given: never much too short, and at most ten times itself."""
    return figure * 0.9 - 0.05 <= measured <= figure * 10
