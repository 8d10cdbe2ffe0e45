"""A text -> its tree, by Jinja's parser and our whitelist.

Of Jinja are used here the parser, in tokens.py and translate.py the classes of its tokens and nodes; nothing else."""

import re
from copy import copy
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

from ccengine.flow.expr.build import build
from ccengine.flow.expr.fault import ExpressionFault, Unreadable
from ccengine.flow.expr.limits import DEFAULT, ExprLimits
from ccengine.flow.expr.meter import Meter
from ccengine.flow.expr.split import Piece, split
from ccengine.flow.expr.tokens import tokens
from ccengine.flow.expr.translate import Translator
from ccengine.flow.expr.tree import Tree, count, paths
from ccengine.model.yamltext import shown

_EXPECTED: Final = re.compile(r"expected token '(.*?)', got ")
_PARSER: Final = Parser(Environment(autoescape=False), "")  # it asks for an environment; nothing is ever rendered


def parse(text: str, limits: ExprLimits = DEFAULT) -> Tree:
    """The tree of a text with expressions.  One expression alone, blanks aside, keeps its type; otherwise all is joined
    to a text.  Raises Unreadable."""
    pieces = list(split(text, limits))
    worded = [one for one in pieces if one.is_expression or not one.source.isspace()]
    if len(worded) == 1 and worded[0].is_expression:
        return _expression(worded[0], limits)
    parts = tuple(_expression(one, limits) if one.is_expression else one.source for one in pieces)
    return _folded(("text", parts), pieces[0].offset, limits)


def _expression(piece: Piece, limits: ExprLimits) -> Tree:
    found = tokens(piece.source, piece.offset, limits)
    if not found:
        remedy = "write what is meant between {{ and }}, or {{ '{{' }} for the characters"
        raise Unreadable(piece.offset - 2, "the expression is empty", "expression-syntax", remedy)
    return _folded(Translator(limits.depth).translate(_parsed(found)), found[0].lineno, limits)


def _folded(tree: Tree, at: int, limits: ExprLimits) -> Tree:
    """What reads nothing is evaluated now, and told now if it fails."""
    if tree[0] == "const" or any(paths(tree)):
        return tree
    try:
        return ("const", build(tree)(Meter({}, limits, count(tree))))
    except ExpressionFault as fault:
        remedy = "it reads no variable, so it would fail always"
        raise Unreadable(at, f"the expression has no value: {fault}", "expression-fails", remedy) from None


def _parsed(found: list[Token]) -> nodes.Expr:
    parser = copy(_PARSER)  # an expression changes nothing of it but the stream
    parser.stream = TokenStream(found, None, None)
    try:
        tree = parser.parse_expression()
        if parser.stream.eos:
            return tree
    except TemplateSyntaxError as error:
        raise _explained(error, parser.stream.current, found) from None
    token = parser.stream.current
    told = f'the expression is complete before "{shown(str(token.value))}"'
    raise Unreadable(token.lineno, told, "expression-syntax", "an operator is missing, or a quote, or }}")


def _explained(error: TemplateSyntaxError, token: Token, found: list[Token]) -> Unreadable:
    """Of a parser's complaint at `token`."""
    if token.type == "eof":
        last = found[-1]
        return Unreadable(
            last.lineno, "the expression ends too early", "expression-syntax", "after this something is missing"
        )
    wanted = _EXPECTED.search(error.message or "")
    remedy = f'"{wanted[1]}" is expected here' if wanted else "a value is expected here"
    told = f'"{shown(str(token.value))}" has no place here'
    return Unreadable(token.lineno, told, "expression-syntax", remedy)
