"""One transcript, fed in every way a socket may bring it."""

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

CORPUS = Path(__file__).parent / "corpus"
Message = TypeVar("Message")


def ways(data: bytes) -> Iterator[list[bytes]]:
    """Whole, byte by byte, and split at random (seeded)."""
    yield [data]
    yield [data[i : i + 1] for i in range(len(data))]
    for seed in range(20):
        chance = random.Random(seed)
        cuts = sorted(chance.sample(range(len(data) + 1), min(len(data), chance.randint(1, 60))))
        yield [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def fed(chunks: Iterable[bytes], feed: Callable[[bytes], Iterable[Message]]) -> list[Message]:
    return [message for chunk in chunks for message in feed(chunk)]
