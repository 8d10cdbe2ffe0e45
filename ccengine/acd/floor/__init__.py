"""Everything the machine knows, with the indexes that make an event cheap.

    things    what there is; the agenda, the deadlines         things.py
    calls     places, pools, what is to be done about one      calls.py
    agents    states that facts ask for, turns, who is there   agents.py
    offers    guards, and what the end of one means            offers.py

Each file adds the methods of its kind to those of the file above it.  Only these methods touch an index, so that a
thing and its index entries change together.  What can be computed from the things (places, pools, deadlines) is not in
a snapshot; see acd/snapshot.py."""

from ccengine.acd.floor.calls import HOLDS_PLACE
from ccengine.acd.floor.offers import Offers
from ccengine.acd.floor.things import Item, Things

__all__ = ["HOLDS_PLACE", "Floor", "Item", "Things"]


class Floor(Offers):
    """All of it."""
