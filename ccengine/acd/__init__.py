"""Who gets whom.

    fact      something that happened: CallerQueued, OfferAnswered ...       events.py
    order     something to be done: Ring, Join, Release ...                  commands.py
    rules     queues and agents as configured, limits                        rules.py
    state     what agents, calls and offers can be; one table of moves       state.py
    floor     all of them, with indexes by queue, place, idle time, deadline floor.py, ordered.py
    taking    what each fact changes                                         facts.py
    match     the next order, or none; the only place that decides           match.py
    applying  what each order changes                                        orders.py
    machine   handle(fact, now) -> orders; next_deadline(); check()          machine.py, check.py, snapshot.py
    dialling  whom a flow dials: a machine of its own                        dial/

Nothing here knows a socket, a clock or a switch.  The rules in words: docs/manual/acd.md."""
