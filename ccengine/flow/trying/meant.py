"""What somebody may have meant who typed a line that nothing understands."""

from collections.abc import Iterable
from difflib import SequenceMatcher

ALIKE = 0.6
"""As difflib.get_close_matches has it."""
LONGEST = 80  # characters that are looked at


def nearest(line: str, known: Iterable[str]) -> str:
    """`did you mean "connect"?`, or "".  Each of `known` is held against as many words of the line as it has, and
    against the first alone: `conect 8001`, `agent hang up`, `hangup`."""
    words = line[:LONGEST].split() or [""]

    def alike(each: str) -> float:
        begins = {" ".join(words[: len(each.split())]), words[0]}
        return max(SequenceMatcher(None, begin, each).ratio() for begin in begins)

    best = max(known, key=alike, default="")
    return f'did you mean "{best}"?' if best and alike(best) >= ALIKE else ""
