"""Who is rung when a flow dials: targets in turn or at once, the first that answers is put through.

    fact      DialAsked; what comes of a leg is told by the ACD's own facts     events.py
    order     Dial, PutThrough, DialOver, and the ACD's StopRinging, Release    commands.py
    state     calls that dial, legs                                             state.py
    outcome   why nobody was reached -> the exit of the node                    outcome.py
    board     all of it with its indexes; what facts and orders change          board.py, facts.py, orders.py
    dialer    handle(fact, now) -> orders; next_deadline(); check()             dialer.py
    check     invariants; the state as plain data and back                      check.py, snapshot.py

It is made as the ACD's machine is (take, decide, apply: docs/decisions/0042), and is none of it: here a call has its
own partners for the time of one node, there calls and agents wait for each other.

What may be dialled, and how often, is not decided here but where a leg is started (ccengine/switch/gate.py)."""
