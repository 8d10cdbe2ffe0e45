"""Keys a caller pressed: the buffer between commands, and an entry being made.  Shared by the implementations of
`Call`, which only have to bring the keys and the time."""

from ccengine.model.call import Ask
from ccengine.model.ids import Seconds
from ccengine.model.why import Ended

KEYS = "0123456789*#ABCD"


class Buffer:
    """Keys that no command has consumed yet: the first `limit` are kept, later ones dropped."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._keys = ""
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._keys)

    def __str__(self) -> str:
        return self._keys

    def press(self, key: str) -> bool:
        """False when there is no room: the key is lost."""
        if len(self._keys) >= self._limit:
            self.dropped += 1
            return False
        self._keys += key
        return True

    def next(self) -> str:
        """Takes the oldest key; "" when there is none."""
        key, self._keys = self._keys[:1], self._keys[1:]
        return key

    def next_of(self, wanted: str, after: int = 0) -> str:
        """Takes the oldest key that is one of `wanted`, not looking at the `after` oldest, and leaves the others in
        their order; "" when there is none."""
        for i, key in enumerate(self._keys):
            if i >= after and key in wanted:
                self._keys = self._keys[:i] + self._keys[i + 1 :]
                return key
        return ""

    def clear(self) -> None:
        self._keys = ""


class Entry:
    """The digits of one `collect`, as they come.  `since`: when its prompts ended."""

    def __init__(self, ask: Ask, since: Seconds) -> None:
        self._ask = ask
        self._since = since
        self.digits = ""

    def patience(self, now: Seconds) -> Seconds:
        """How long the line may stay silent from now on."""
        silence = self._ask.between if self.digits else self._ask.first
        return silence if not self._ask.total else max(0.0, min(silence, self._since + self._ask.total - now))

    def take(self, key: str) -> Ended | None:
        """A key came.  Why the entry is over, or None when it goes on."""
        if key == self._ask.terminator and self._ask.max_digits > 1:
            return self._judged()
        self.digits += key
        return Ended.DONE if len(self.digits) >= self._ask.max_digits else None

    def silence(self) -> Ended:
        """`patience` has passed."""
        return self._judged() if self.digits else Ended.TIMEOUT

    def _judged(self) -> Ended:
        return Ended.DONE if len(self.digits) >= self._ask.min_digits else Ended.TIMEOUT
