"""From a formula's text to a tree: Python's own nodes, a closed set of them, each with its place."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from rubric.formula.functions import ARGUMENTS, BOOLEANS, BY_NAME, FUNCTIONS, GIVEN, MODES
from rubric.formula.problems import (
    FormulaTooLarge,
    MissingSpace,
    NotAFormula,
    StrayComma,
    Unfinished,
    UnknownArgument,
    UnknownFunction,
    WriteInstead,
    WrongArguments,
)
from rubric.formula.tokens import Refused, Token, clip, leading_word, scan
from rubric.number import read_number
from rubric.problems import did_you_mean
from rubric.record import Record

if TYPE_CHECKING:
    from rubric.formula.functions import Function
    from rubric.problems import Problem
    from rubric.source import Place, Text

Node = TypeVar("Node", bound=ast.AST)

MOST: Final = 400
DEEPEST: Final = 40

_COMPARE: Final[dict[str, type[ast.cmpop]]] = {
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "==": ast.Eq,
    "!=": ast.NotEq,
}
_BINARY: Final[dict[str, type[ast.operator]]] = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}
# What people write where an operator is due.
_SPOKEN: Final = {
    "is": "==",
    "为": "==",
    "等于": "==",
    "不等于": "!=",
    "大于": ">",
    "小于": "<",
    "不小于": ">=",
    "不低于": ">=",
    "不大于": "<=",
    "不超过": "<=",
    "并且": "且",
    "而且": "且",
    "和": "且",
    "或者": "或",
    "加": "+",
    "减": "-",
    "乘": "*",
    "除以": "/",
    "x": "*",
    "X": "*",
}


class Formula(Record):
    """A formula that could be read: its text and its tree."""

    text: Text
    tree: ast.expr


def parse_formula(text: Text) -> tuple[Formula | None, list[Problem]]:
    """The formula, or the problem that keeps it from being read."""
    try:
        return Formula(text, _Parser(text, scan(text)).whole()), []
    except Refused as refused:
        return None, [refused.problem]


def place_of(node: ast.AST) -> Place | None:
    """Where a node stands; None for one that no author wrote."""
    return getattr(node, "place", None)


def written_of(node: ast.AST) -> str | None:
    """A name or literal as the author wrote it; None for one that no author wrote."""
    return getattr(node, "written", None)


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: Text, tokens: list[Token]) -> None:
        self.text, self.tokens = text, tokens
        self.at = self.depth = self.count = 0

    # -- tokens --

    def _refuse(self) -> NoReturn:
        """Says what is wrong with the token that fits nowhere."""
        token = self.tokens[self.at]
        place, found = self.text.part(token.start, token.end), clip(self.text[token.start : token.end])
        if token.kind == "end":
            raise Refused(Unfinished(place=place, found="…"))
        if token.kind == "name" and self.at:
            _refuse_name(token, place)
        if token.kind == "sign" and token.text == "=":
            raise Refused(WriteInstead(place=place, found=found, instead="=="))
        if token.kind == "sign" and token.text == ",":
            raise Refused(StrayComma(place=place, found=found))
        raise Refused(NotAFormula(place=place, found=found))

    def _next(self, *texts: str) -> Token | None:
        token = self.tokens[self.at]
        if token.kind in ("sign", "word") and token.text in texts:
            self.at += 1
            return token
        return None

    def _need(self, text: str) -> None:
        if self._next(text) is None:
            self._refuse()

    def _enter(self, levels: int = 1) -> None:
        self.depth += levels
        if self.depth > DEEPEST:
            raise Refused(FormulaTooLarge(place=self.text.place))

    # -- grammar --

    def whole(self) -> ast.expr:
        node = self.conditional()
        if self.tokens[self.at].kind != "end":
            self._refuse()
        return node

    def conditional(self) -> ast.expr:
        start = self.at
        self._enter()
        node = self.disjunction()
        if self._next("if"):
            test = self.disjunction()
            self._need("else")
            node = self._mark(ast.IfExp(test, node, self.conditional()), start)
        self.depth -= 1
        return node

    def disjunction(self) -> ast.expr:
        start, parts = self.at, [self.conjunction()]
        while self._next("or"):
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else self._mark(ast.BoolOp(ast.Or(), parts), start)

    def conjunction(self) -> ast.expr:
        start, parts = self.at, [self.negation()]
        while self._next("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else self._mark(ast.BoolOp(ast.And(), parts), start)

    def negation(self) -> ast.expr:
        starts = []
        while self._next("not"):
            starts.append(self.at - 1)
        self._enter(len(starts))
        node = self.comparison()
        self.depth -= len(starts)
        for start in reversed(starts):
            node = self._mark(ast.UnaryOp(ast.Not(), node), start)
        return node

    def comparison(self) -> ast.expr:
        start, left = self.at, self.sum()
        if membership := self._membership():
            return self._mark(ast.Compare(left, [membership], [self._texts()]), start)
        ops: list[ast.cmpop] = []
        rights: list[ast.expr] = []
        while token := self._next(*_COMPARE):
            ops.append(self._at(_COMPARE[token.text](), token))
            rights.append(self.sum())
        return self._mark(ast.Compare(left, ops, rights), start) if ops else left

    def _membership(self) -> ast.cmpop | None:
        token = self.tokens[self.at]
        if self._next("in"):
            return self._at(ast.In(), token)
        if token[:2] != ("word", "not") or self.tokens[self.at + 1][:2] != ("word", "in"):
            return None
        self.at += 2
        return self._at(ast.NotIn(), token)

    def _texts(self) -> ast.expr:
        start, parts = self.at, []
        self._need("(")
        while True:
            if self.tokens[self.at].kind != "text":
                self._refuse()
            parts.append(self.atom())
            if self._next(")"):
                return self._mark(ast.Tuple(parts, ast.Load()), start)
            self._need(",")

    def sum(self) -> ast.expr:
        start, node = self.at, self.product()
        while token := self._next("+", "-"):
            op = self._at(_BINARY[token.text](), token)
            node = self._mark(ast.BinOp(node, op, self.product()), start)
        return node

    def product(self) -> ast.expr:
        start, node = self.at, self.signed()
        while token := self._next("*", "/"):
            op = self._at(_BINARY[token.text](), token)
            node = self._mark(ast.BinOp(node, op, self.signed()), start)
        return node

    def signed(self) -> ast.expr:
        start, signs = self.at, []
        while token := self._next("-", "+"):
            signs.append(token.text)
        self._enter(len(signs))
        node = self.power()
        self.depth -= len(signs)
        for index in reversed(range(len(signs))):
            op = ast.USub() if signs[index] == "-" else ast.UAdd()
            node = self._mark(ast.UnaryOp(op, node), start + index)
        return node

    def power(self) -> ast.expr:
        start, node = self.at, self.atom()
        if token := self._next("**"):
            op = self._at(ast.Pow(), token)
            self._enter()
            node = self._mark(ast.BinOp(node, op, self.signed()), start)
            self.depth -= 1
        return node

    def atom(self) -> ast.expr:
        start, token = self.at, self.tokens[self.at]
        if self._next("("):
            node = self.conditional()
            self._need(")")
            return node
        if token.kind not in ("number", "bool", "text", "name"):
            self._refuse()
        self.at += 1
        if token.kind == "name":
            return self._call(token, start) if self._next("(") else self._mark(_name(token.text), start)
        return self._mark(_literal(token), start)

    # -- calls --

    def _call(self, token: Token, start: int) -> ast.expr:
        place, function = self.text.part(token.start, token.end), BY_NAME.get(token.text)
        if function is None:
            raise Refused(_unknown(token.text, place))
        called = self._mark(ast.Name(function.name, ast.Load()), start, start)
        arguments = [] if self._next(")") else self._arguments(function, token.text)
        if not function.least <= len(arguments) <= function.most:
            count, least, most = len(arguments), function.least, function.most
            problem = WrongArguments(place=place, name=token.text, count=count, least=least, most=most)
            raise Refused(problem)
        return self._mark(ast.Call(called, _settled(function, arguments), []), start)

    def _arguments(self, function: Function, word: str) -> list[ast.expr]:
        arguments: list[ast.expr] = []
        while True:
            named = self._keyword(function, word, len(arguments))
            arguments.append(self.conditional())
            if named or not self._next(","):
                self._need(")")
                return arguments

    def _keyword(self, function: Function, word: str, before: int) -> bool:
        token = self.tokens[self.at]
        if token.kind != "name" or self.tokens[self.at + 1][:2] != ("sign", "="):
            return False
        if ARGUMENTS.get(token.text, token.text) != function.keyword or before != function.most - 1:
            place = self.text.part(token.start, token.end)
            raise Refused(UnknownArgument(place=place, name=clip(token.text), function=word))
        self.at += 2
        return True

    # -- places --

    def _mark(self, node: Node, start: int, last: int | None = None) -> Node:
        self.count += 1
        if self.count > MOST:
            raise Refused(FormulaTooLarge(place=self.text.place))
        end = self.tokens[self.at - 1 if last is None else last].end
        return self._set(node, self.tokens[start].start, end)

    def _at(self, op: Node, token: Token) -> Node:
        return self._set(op, token.start, token.end)

    def _set(self, node: Node, start: int, end: int) -> Node:
        held: Any = node  # nodes declare neither of the two
        held.place = self.text.part(start, end)
        if isinstance(node, ast.Name | ast.Constant):
            held.written = self.text[start:end]
        return node


def _refuse_name(token: Token, place: Place) -> None:
    if instead := _SPOKEN.get(token.text):
        raise Refused(WriteInstead(place=place, found=token.text, instead=instead))
    if word := leading_word(token.text):
        instead = f"{word} {token.text.removeprefix(word)}"
        raise Refused(MissingSpace(place=place, found=clip(token.text), word=word, instead=clip(instead)))


def _unknown(name: str, place: Place) -> UnknownFunction:
    known = " ".join(f.chinese for f in FUNCTIONS) + " / " + " ".join(f.name for f in FUNCTIONS)
    zh, en = did_you_mean(name, BY_NAME)
    return UnknownFunction(place=place, name=clip(name), known=known, near_zh=zh, near_en=en)


def _settled(function: Function, arguments: list[ast.expr]) -> list[ast.expr]:
    """Arguments in their English form: the mode of a rounding, the item of a score."""
    last = arguments[-1]
    if function.name in ("round", "round_to") and isinstance(last, ast.Constant):
        last.value = MODES.get(last.value, last.value) if isinstance(last.value, str) else last.value
    elif function.name == "score" and isinstance(last, ast.Name):
        item: Any = ast.Constant(last.id)
        item.place, item.written = place_of(last), written_of(last)
        return [item]
    return arguments


def _literal(token: Token) -> ast.Constant:
    if token.kind == "bool":
        return ast.Constant(BOOLEANS[token.text])
    if token.kind == "text":
        return ast.Constant(token.text)
    written = read_number(token.text)
    value: Any = written.value if written else Fraction(0)
    return ast.Constant(value)


def _name(name: str) -> ast.Name:
    return ast.Name(GIVEN.get(name, name), ast.Load())
