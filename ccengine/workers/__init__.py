"""What may hang or run wild lives in another process: HTTP requests, users' scripts, AGI programs.

    Workers    the Services protocol over pools of processes          services.py
    settings   how many, and what each may take                       settings.py
    errand     a task for a worker, and what came of it in every case errand.py
    sources    a process for each database that flows may ask         sources.py, rowcache.py
    members    whose PIN it is, by a worker of their own              members.py, pins.py
    pool       who gets a worker, until when                          pool.py
    process    one worker process, seen from the engine               process.py
    frames     what engine and worker say to each other               frames.py
    asked      what a script asks the hotline while it runs           asked.py
    program    an AGI program and a call                              program.py
    agi        a program's AGI commands -> methods of Call            agi/
    versions   flows as they are loaded: checked, named by content    versions/
    child      the worker process itself; plain Python, no gevent     child/

A task that is not over within its time is ended in its worker; a worker that does not answer a moment later is killed
and replaced.  Only the node that asked fails.  Why it is built so: docs/decisions/0095-workers.md."""
