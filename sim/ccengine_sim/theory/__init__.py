"""The machine against queueing theory: what formulas say of calls, agents and waits, the real machine must do.

    erlang     M/M/n: without a place to wait, with patience for ever, with patience that ends     erlang.py
    cobham     who waits how long when some go first                                             cobham.py
    systems    the plans that the formulas speak of, and what is measured of them                systems.py
    student    quantiles of Student's t                                                          student.py
    judge      does a mean over seeds agree with the theory; all of them together                judge.py
    trial      runs every system under every seed                                                trial.py

What is tested, how, and the figures: docs/theory.md."""
