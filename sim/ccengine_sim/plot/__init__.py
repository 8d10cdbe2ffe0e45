"""Pictures of times and counts, as SVG of our own (docs/decisions/0155, 0183).

    markup    elements whose text is escaped because nothing else can be put in     markup.py
    scale     round numbers for an axis, and how they are written                   scale.py
    panel     one plot: lines, bands, stacked areas, marks, axes                    panel.py

Nothing here knows what is drawn; colours are the caller's classes."""

from ccengine_sim.plot.markup import Safe, tag
from ccengine_sim.plot.panel import Panel
from ccengine_sim.plot.scale import clock, measured, number, ticks

__all__ = ["Panel", "Safe", "clock", "measured", "number", "tag", "ticks"]
