"""What a running process holds, told by itself: for operators, and for whoever looks for a leak.

    objects      of each type how many, counted in slices between which the loop runs      objects.py
    memory       resident, private and allocated; descriptors by kind                      memory.py
    tables       how long the containers of our own objects are                            tables.py
    look         all of it, as a generator: each `yield` is the loop's turn                look.py

Engine (gevent) and office (asyncio) drive the same generator, each in its own way.  Nothing here knows either loop."""

from ccengine.inside.look import Inside, look

__all__ = ["Inside", "look"]
