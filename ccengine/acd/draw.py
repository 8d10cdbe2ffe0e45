"""Random numbers that are part of the state (splitmix64, S. Vigna, public domain): a recovered machine draws on where
the dead one stopped, and the twin draws the same."""

_ALL = (1 << 64) - 1


def stepped(x: int) -> int:
    """The generator's next state; it begins with 0."""
    return x + 0x9E3779B97F4A7C15 & _ALL


def below(x: int, n: int) -> int:
    """The number from 0 to n - 1 that the state x gives."""
    z = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & _ALL
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _ALL
    z ^= z >> 31
    return (z >> 11) * n >> 53
