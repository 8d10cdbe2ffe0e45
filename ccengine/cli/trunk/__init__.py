"""`ccsim trunk`: a trunk played against a hotline of its own.

the command                                  command.py
one run: hotline, calls, judgement           session.py
the hotline's home, and its records          home.py
the report's judgement                       judged.py
what the site says is kept of a call         kept.py
progress while calls come                    watch.py
at rest again, and memory's slope            rest.py
with attackers and without                   hostile.py"""
