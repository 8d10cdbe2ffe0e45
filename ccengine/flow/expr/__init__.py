"""Expressions in a flow's texts: `"{{ 300s if caller.class == 'vip' else 0s }}"`, bounded by construction.

    split       a text -> its words and its expressions, with their places             split.py
    tokens      an expression -> tokens; refused what never belongs into one           tokens.py
    parse       tokens -> Jinja's tree -> ours; refused what is not on the whitelist   parse.py translate.py
    tree        nested tuples: pickled as they are, so the engine never parses         tree.py kinds.py
    build       a tree -> closures                                                     build.py
    operate     what operators and functions do with which values       operators.py compare.py functions.py
    meter       steps and bytes of one evaluation                                      meter.py limits.py
    values      what is computed with, and what goes wrong                             values.py fault.py
    Template    all of it, for a field of a node                                       template.py

There are no loops, no functions but those of functions.py, and no value of Python's is ever asked for an attribute.
An expression's nodes are counted when it is parsed, what its operations touch and make is counted before they do it.
Jinja is imported by the first text that is parsed; the engine, which gets templates from a worker, never does."""

from ccengine.flow.expr.fault import ExpressionFault, Missing
from ccengine.flow.expr.limits import ExprLimits
from ccengine.flow.expr.operators import truth
from ccengine.flow.expr.template import Spent, Template, parse_template, template
from ccengine.flow.expr.values import Value

__all__ = [
    "ExprLimits",
    "ExpressionFault",
    "Missing",
    "Spent",
    "Template",
    "Value",
    "parse_template",
    "template",
    "truth",
]
