"""A caller's own telephone: what comes of it when he is called back."""

from dataclasses import dataclass

from ccengine.model.ids import Seconds
from ccengine.model.why import LegCause
from ccengine_sim.virtual.chance import Chance, Constant, Law, Stream

GOLDEN = 0.6180339887498949
"""Added to a uniform number for each try: others, as evenly spread, and none is drawn that another caller has."""

FIVE_SECONDS, TWO_SECONDS = Constant(5.0), Constant(2.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one try."""

    after: Seconds  # it rings so long
    cause: LegCause | None = None  # why nobody answers; None: somebody does, or something
    himself: bool = True  # False: a voicemail
    confirms: bool = True  # presses the key when he is asked to
    thinks: Seconds = 0.0  # from the begin of a node to a key


@dataclass(frozen=True, slots=True)
class Telephone:
    """Shares are from 0 to 1.  `busy`, `no_answer` and `voicemail` are shares of the tries; in all others he answers
    himself."""

    accepts: float = 1.0  # of the callers who are offered a callback; the others hang up
    busy: float = 0.0
    no_answer: float = 0.0
    voicemail: float = 0.0  # answers, and presses no key
    answers: Law = FIVE_SECONDS  # rings so long until then
    confirms: float = 1.0  # of those who answer themselves
    thinks: Law = TWO_SECONDS  # from the begin of a node to the key
    patience: Law | None = None  # in the queue, when he was reached; None: as in the call that asked
    talk: Law | None = None


BUSY_AFTER: Seconds = 1.0


class Chances:
    """What the telephones of callers of one kind do, by number of the caller and of the try (from 0)."""

    def __init__(self, telephone: Telephone, chance: Chance, kind: str) -> None:
        self.telephone, self._chance, self._kind = telephone, chance, kind
        self._streams: dict[str, Stream] = {}

    def _stream(self, what: str) -> Stream:
        if what not in self._streams:
            self._streams[what] = self._chance.stream(f"{self._kind}/{what}")
        return self._streams[what]

    def accepts(self, n: int) -> bool:
        return self._stream("accepts")[n] < self.telephone.accepts

    def answer(self, n: int, turn: int) -> Answer:
        his = self.telephone
        uniform = (self._stream("outcome")[n] + GOLDEN * turn) % 1.0
        after = his.answers.draw(self._stream(f"answers/{turn}"), n)
        if uniform < his.busy:
            return Answer(BUSY_AFTER, LegCause.BUSY)
        if uniform < his.busy + his.no_answer:
            return Answer(after, LegCause.NO_ANSWER)
        if uniform < his.busy + his.no_answer + his.voicemail:
            return Answer(after, himself=False, confirms=False)
        confirms = (self._stream("confirms")[n] + GOLDEN * turn) % 1.0 < his.confirms
        return Answer(after, confirms=confirms, thinks=his.thinks.draw(self._stream(f"confirms/{turn}"), n))

    def drawn(self, what: str, law: Law | None, n: int, otherwise: Seconds) -> Seconds:
        """A length of time of the call that comes of it."""
        return otherwise if law is None else law.draw(self._stream(f"back/{what}"), n)
