"""The marks that a caller has given, and how far the survey is that he is in.  Kept by the running flow and, from the
journal's records, by the engine's book: both by the same rules."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Marks:
    given: dict[str, int | None] = field(default_factory=dict)
    """In this call, by question; None: it was asked and not answered; True: in his own words."""
    asked: dict[str, bool] = field(default_factory=dict)
    """The present node's questions so far, each with whether it is over.  One that is not was cut off by a crash, and
    is asked again; the others are not."""

    def enter(self) -> None:
        """A node begins."""
        self.asked = {}

    def ask(self, question: str) -> None:
        """It begins, and those before it are over."""
        self.asked = {**dict.fromkeys(self.asked, True), question: False}
        self.given[question] = None

    def answer(self, question: str, key: str) -> None:
        """By a digit; "" for his own words."""
        self.asked[question] = True
        self.given[question] = int(key) if key.isdecimal() else True

    @property
    def answered(self) -> bool:
        """Anything, in the present node."""
        return any(self.given.get(question) is not None for question in self.asked)

    def copy(self, with_asked: bool) -> "Marks":
        return Marks(dict(self.given), dict(self.asked) if with_asked else {})
