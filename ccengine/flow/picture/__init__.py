"""A flow as a picture.

    chart      boxes and arrows of a flow, with the calls that went there   chart.py
    layers     which box stands on which level, and beside which            levels.py, order.py
    place      where exactly                                                place.py
    svg        the picture                                                  svg.py

Deterministic: the same flow and counts give the same bytes.  Why not a library: docs/decisions/0116-graph.md."""
