"""Who gets whom.

    fact      something that happened: CallerQueued, OfferAnswered ...       events.py
    order     something to be done: Ring, Join, Release ...                  commands.py
    rules     queues and agents as configured, limits                        rules.py
    state     what agents, calls and offers can be; one table of moves       state.py
    floor     all of them, with indexes by queue, place, deadline            floor/, ordered.py, deadlines.py
    need      whom a call asks for: skills with levels, or one agent         needs.py
    pool      calls of one queue and one need, and the agents who meet it    pool.py, pools.py
    outlook   is there anybody who could get a call, now or later?           outlook.py
    strategy  in which order agents are rung                                 pool.py, load.py, draw.py
    lessons   how long calls take, who comes, who gives up                   lessons.py
    forecast  how long a call may expect to wait                             forecast.py
    held      what callbacks cost those who wait on the line                 held.py
    served    with whom callers talked last                                  served.py
    callback  a call that is not on the line; how many may be in hand        callbacks.py, callback_index.py
    taking    what each fact changes                                         facts.py, facts_agents.py
    match     the next order, or none; the only place that decides           match.py
    applying  what each order changes                                        orders.py
    machine   handle(fact, now) -> orders; next_deadline()                   machine.py, deciding.py
    known     what may be asked of it; check(), snapshot()                   known.py, check*.py, snapshot.py
    dialling  whom a flow dials: a machine of its own                        dial/

Nothing here knows a socket, a clock or a switch.  The rules in words: docs/manual/acd.md."""
