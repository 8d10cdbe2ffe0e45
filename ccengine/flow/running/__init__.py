"""A call on its way through its flows.

loop         node after node, over a Call, a Desk and Services          loop.py
guard        ends one that goes in circles                              guard.py
standing     where a call stands: what the journal keeps                standing.py
resuming     taken up after a crash, in the flows that there are now    resuming.py
here         what a node has besides the line                           here.py
marks        what the caller answered to surveys                         marks.py
scope        what its expressions see: the variables and the rest       scope.py
hours        the state that a schedule is in for it                      hours.py
sequences    that nodes share: a talk, reaching somebody                talking.py, dialling.py
speaking     what a caller speaks after the tone                        speaking.py
waiting      music in a queue, with announcements between               waiting.py, announcing.py
outcomes     how nodes that ask the world are left                      outcomes.py"""
