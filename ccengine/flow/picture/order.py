"""Who stands beside whom on a level: few arrows are to cross.  The barycentre method (Sugiyama and others, 1981): each
spot goes where its neighbours on the next level are on average; the best of some rounds is kept."""

from ccengine.flow.picture.levels import Levels, Spot

ROUNDS = 12


def order(levels: Levels) -> None:
    """Changes the order within the levels."""
    neighbours = levels.neighbours()
    level_of = {spot: number for number, level in enumerate(levels.spots) for spot in level}
    best, least = [list(level) for level in levels.spots], _crossings(levels.spots, neighbours, level_of)
    for number in range(ROUNDS):
        downward = number % 2 == 0
        rows = range(1, len(levels.spots)) if downward else range(len(levels.spots) - 2, -1, -1)
        for row in rows:
            _sort(levels.spots, row, row - 1 if downward else row + 1, neighbours)
        if (crossings := _crossings(levels.spots, neighbours, level_of)) < least:
            best, least = [list(level) for level in levels.spots], crossings
    levels.spots[:] = best


def _sort(spots: list[list[Spot]], row: int, beside: int, neighbours: dict[Spot, list[Spot]]) -> None:
    place = {spot: number for number, spot in enumerate(spots[beside])}
    own = {spot: number for number, spot in enumerate(spots[row])}

    def average(spot: Spot) -> float:
        there = [place[each] for each in neighbours[spot] if each in place]
        return sum(there) / len(there) if there else own[spot]

    spots[row].sort(key=lambda spot: (average(spot), own[spot]))


def _crossings(spots: list[list[Spot]], neighbours: dict[Spot, list[Spot]], level_of: dict[Spot, int]) -> int:
    count = 0
    for number, level in enumerate(spots[:-1]):
        place = {spot: at for at, spot in enumerate(spots[number + 1])}
        below = number + 1
        pairs = [
            (at, place[each]) for at, spot in enumerate(level) for each in neighbours[spot] if level_of[each] == below
        ]
        count += sum(a < c and b > d for i, (a, b) in enumerate(pairs) for c, d in pairs[i + 1 :])
    return count
