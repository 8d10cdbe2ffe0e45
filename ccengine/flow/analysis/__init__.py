"""What checks look through: nothing here says what is wrong.

graph        what can follow what in a flow, and its circles            graph.py
flows        how flows enter each other and come back                   flows.py
variables    those that are set on every way to a node                  variables.py
expressions  what an expression reads, and what its outcome tells       expressions.py
places       where a name stands in an expression                       places.py"""
