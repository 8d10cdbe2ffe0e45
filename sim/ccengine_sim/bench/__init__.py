"""What an event costs the ACD machine: `ccsim bench acd`.

    house      queues, agents, what callers ask for               house.py
    busy       the mix of events, with as many waiting as agents  busy.py
    stopwatch  times, orders, garbage collection                  stopwatch.py
    desk       the machine, with or without a journal             desk.py
    report     medians over the runs                              report.py

A bench asserts nothing; figures of a run are in docs/performance.md."""
