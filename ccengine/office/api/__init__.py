"""The HTTP control API, version 1.  JSON in and out; every error is {"error": {"code", "text", "remedy"}}.

    app        all of it put together                                     app.py
    answers    the shapes of what is answered                             answers.py, *_answers.py
    errors     one shape for everything that goes wrong                   errors.py
    guard      who may ask, and how much                                  guard.py
    status     engine and office at one glance                            status.py
    inside     objects, tasks, descriptors, memory of both                inside.py
    context    what the routes work with                                  context.py
    flows      ports and the versions that their calls enter              flows.py
    live       calls, agents, queues, events: asked from the engine       live.py
    books      records of calls: asked from the database                  books.py
    numbers    of queues and agents: computed from the database           numbers.py
    metrics    queues and health, for Prometheus                          metrics.py, metrics_*.py

`/v1/openapi.json` describes it."""
