"""What users' callables and AGI programs may ask the hotline while they run: nothing that the flow itself could not.

    asking     one run of users' code: how often it may ask, and how much      asking.py
    table      every question: its arguments, who answers it                   table.py
    arguments  hostile arguments -> what a question needs                      arguments.py

A new question is a function in table.py, a method in ccengine/hooks.py and a row in docs/manual/hooks.md."""

from ccengine.flow.hooks.asking import FlowHooks

__all__ = ["FlowHooks"]
