"""The ACD once more, slowly: written from docs/manual/acd.md alone (its rule numbers stand beside the lines), with no
index and no code of the machine's.  Whatever the two disagree on is a bug in one of them, or in the text.

    people    callers, agents, offers                          people.py
    chooses   who may get whom, and who is first               chooses.py
    expects   how long a caller may expect to wait             expects.py
    floor     all there is, and what can be said by looking    floor.py
    twin      facts in, orders out                             twin.py"""

from tests.unit.acd.twin.twin import Twin

__all__ = ["Twin"]
