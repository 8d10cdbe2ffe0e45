"""Who gets whom.

    fact      something that happened: CallerQueued, OfferAnswered ...       events.py
    order     something to be done: Ring, Join, Release ...                  commands.py
    rules     queues and agents as configured                                rules.py
    state     callers by key, agents by state, offers                        state.py
    match     the next pair, or none; the only place that decides            match.py
    machine   handle(fact, now) -> orders; next_deadline(); check()          machine.py

Nothing here knows a socket, a clock or a switch."""
