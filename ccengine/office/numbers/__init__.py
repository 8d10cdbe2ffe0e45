"""The ACD's numbers, computed by SQL from the facts in the books whenever they are asked: nothing is stored that a
formula or a threshold has gone into, so that yesterday can be asked by another one.

    slots    a time -> its quarter of an hour, in SQL                       slots.py
    grid     quarters of an hour -> local hours and days, safe over DST     grid.py
    period   from when to when, in which intervals                          period.py
    parts    what the questions share, in SQL                               parts.py
    queues   waits -> counts and times of each queue                        queues.py
    agents   offers and states -> counts and times of each agent            agents.py, states.py
    figures  counts and times -> ASA, AHT, occupancy, service level         figures.py
    surveys  marks -> counts, means, who answered                           surveys.py
    totals   counters that only grow, for Prometheus                        totals.py

What each figure means: docs/manual/numbers.md."""
