"""What lists of callers cost: a look-up among 1 000 and 100 000 entries, what they hold, a snapshot of them.

python -m tests.bench.lists"""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable

from ccengine.engine.listbook import ListBook, Who
from ccengine.engine.screening import DOOR
from ccengine.model import facts

ROUNDS = 7
LOOKS = 20_000
NOW = 1000.0


def made(many: int, patterns: int = 0) -> ListBook:
    book = ListBook()
    for n in range(many):
        named = f"1{n % 100_000:05d}*" if n % 20 == 0 else f"+861{n:010d}"
        book.apply(facts.CallerListed("blacklist", named, reason="a reason of usual length"), NOW)
    for n in range(patterns):
        book.apply(facts.CallerListed("blacklist", f"199XXXX{n:04d}"), NOW)
    return book


def timed(work: Callable[[], object], times: int = 1) -> list[float]:
    """CPU seconds of one, of each round."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - began) / times)
    return found


def told(what: str, seconds: list[float]) -> float:
    middle = statistics.median(seconds)
    print(f"{what:46} {middle * 1e6:10.1f} us  ({min(seconds) * 1e6:.1f} to {max(seconds) * 1e6:.1f})")
    return middle


def main() -> None:
    stranger, named = Who("+8613900139000", "13900139000"), Who("+8610000000019", "10000000019")
    results = {}
    for many, patterns in ((1_000, 0), (100_000, 0), (100_000, 200)):
        book = made(many, patterns)
        what = f"{many} entries" + (f", {patterns} patterns" if patterns else "")
        for name, who in (("a stranger", stranger), ("one who is named", named)):
            assert (book.find(who, "400", NOW, DOOR) is None) == (name == "a stranger")
            seconds = timed(lambda book=book, who=who: book.find(who, "400", NOW, DOOR), LOOKS)  # type: ignore[misc]  # mypy infers no such lambda
            results[what, name] = told(f"{what}: {name}", seconds)
    few, many_ = (results[f"{n} entries", "a stranger"] for n in (1_000, 100_000))
    print(f"a hundred times as many entries: {many_ / few:.2f} times as long")
    gc.collect()
    tracemalloc.start()
    book = made(100_000)
    print(f"100000 entries hold {tracemalloc.get_traced_memory()[0] / 1e6:.0f} MB")
    tracemalloc.stop()
    told("their snapshot, in the loop's thread", timed(book.snapshot))
    print(f"it has {len(str(book.snapshot())) / 1e6:.1f} MB")
    body = facts.CallerListed("blacklist", "+8613900139000", reason="a reason of usual length")
    told("one entry is put there", timed(lambda: book.apply(body, NOW), 1000))
    told("one decides", timed(lambda: book.decided(["blacklist +8613900139000"], NOW), 1000))


if __name__ == "__main__":
    main()
