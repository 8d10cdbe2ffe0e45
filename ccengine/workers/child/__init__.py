"""A worker process: plain Python, no gevent, started by `ccengine.workers.process`.

main      a task in, an answer out, one at a time                     __main__.py
channel   frames over the socket to the engine                        channel.py
guard     limits of this process; it dies with the engine             guard.py
kin       what a task started does not outlive it                     kin.py
http      one request, whole                                          http.py, url.py, address.py, body.py
script    keeps a runner, a forked process that runs users' code      script.py, runner.py, finder.py, output.py
program   an AGI program between its pipes and the engine             program.py, launch.py
sources   one database: what flows look up and store in it           sources/
compile   flows, checked and compiled for the engine                  compile.py

The process that speaks with the engine runs no user's code: what a script prints, closes, forks or breaks does not
reach the frames."""
