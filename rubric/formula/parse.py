"""From a formula's text to a tree: Python's own nodes, a closed set of them, each with its place."""

from __future__ import annotations

import ast
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from rubric.formula.functions import BY_NAME, FUNCTIONS
from rubric.formula.problems import FormulaTooLarge, NotAFormula, UnknownFunction, WrongArguments
from rubric.number import fold, read_number

if TYPE_CHECKING:
    from rubric.problems import Problem
    from rubric.source import Text

LONGEST: Final = 2000
MOST: Final = 400
DEEPEST: Final = 40

_TOKEN: Final = re.compile(
    r"(?P<number>[0-9]{1,30}(?:\.[0-9]{1,30})?[%‰]?(?![\w.]))"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<string>\"[^\"\n]*\"|'[^'\n]*')"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/(),<>])"
)
_PLAIN: Final = {
    "×": "*",
    "÷": "/",
    "≠": "!=",
    "≥": ">=",
    "≤": "<=",
    "“": '"',
    "”": '"',
    "＝": "=",
    "，": ",",
}
_WORDS: Final = {"且": "and", "或": "or", "非": "not", "若": "if", "否则": "else", "属于": "in"}
_BOOLS: Final = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}
_OPERATORS: Final = frozenset(("and", "or", "not", "if", "else", "in"))
_COMPARE: Final[dict[str, type[ast.cmpop]]] = {
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "==": ast.Eq,
    "!=": ast.NotEq,
}
_BINARY: Final[dict[str, type[ast.operator]]] = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that could be read: its text and its tree."""

    text: Text
    tree: ast.expr


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


class _Refused(Exception):  # noqa: N818 - it carries a problem up to the one door below
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def parse_formula(text: Text) -> tuple[Formula | None, list[Problem]]:
    """The formula, or the problem that keeps it from being read."""
    try:
        if len(text) > LONGEST:
            raise _Refused(FormulaTooLarge(place=text.place))
        return Formula(text, _Parser(text).whole()), []
    except _Refused as refused:
        return None, [refused.problem]


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in half-width characters, and where each of them came from."""
    out, origin = "", []
    for index, char in enumerate(text):
        piece = _PLAIN.get(char, fold(char))
        out += piece
        origin += [index] * len(piece)
    return out, [*origin, len(text)]


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.tokens = self._scan()

    def _scan(self) -> list[_Token]:
        plain, origin = _plain(self.text)
        tokens, at = [], 0
        while True:
            while at < len(plain) and plain[at].isspace():
                at += 1
            if at >= len(plain):
                break
            match = _TOKEN.match(plain, at)
            if match is None:
                raise self._refuse(origin[at], origin[at] + 1)
            kind, word = str(match.lastgroup), match.group()
            if kind == "name":
                kind, word = _classify(word)
            tokens.append(_Token(kind, word, origin[at], origin[match.end() - 1] + 1))
            at = match.end()
        if len(tokens) > MOST:
            raise _Refused(FormulaTooLarge(place=self.text.place))
        return [*tokens, _Token("end", "", len(self.text), len(self.text))]

    def _refuse(self, start: int, end: int) -> _Refused:
        return _Refused(NotAFormula(place=self.text.part(start, end), found=self.text[start:end] or "…"))

    def _unexpected(self) -> _Refused:
        token = self.tokens[self.at]
        return self._refuse(token.start, token.end)

    def _next(self, *texts: str) -> _Token | None:
        token = self.tokens[self.at]
        if token.kind in ("sign", "word") and token.text in texts:
            self.at += 1
            return token
        return None

    def _need(self, text: str) -> None:
        if self._next(text) is None:
            raise self._unexpected()

    def whole(self) -> ast.expr:
        node = self.conditional()
        if self.tokens[self.at].kind != "end":
            raise self._unexpected()
        return node

    def conditional(self) -> ast.expr:
        start = self.at
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Refused(FormulaTooLarge(place=self.text.place))
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
        start = self.at
        negations = 0
        while self._next("not"):
            negations += 1
        node = self.comparison()
        for _ in range(negations):
            node = self._mark(ast.UnaryOp(ast.Not(), node), start)
        return node

    def comparison(self) -> ast.expr:
        start, left = self.at, self.sum()
        ops: list[ast.cmpop] = []
        rights: list[ast.expr] = []
        while token := self._next(*_COMPARE):
            ops.append(_COMPARE[token.text]())
            rights.append(self.sum())
        return self._mark(ast.Compare(left, ops, rights), start) if ops else left

    def sum(self) -> ast.expr:
        start, node = self.at, self.product()
        while token := self._next("+", "-"):
            node = self._mark(ast.BinOp(node, _BINARY[token.text](), self.product()), start)
        return node

    def product(self) -> ast.expr:
        start, node = self.at, self.signed()
        while token := self._next("*", "/"):
            node = self._mark(ast.BinOp(node, _BINARY[token.text](), self.signed()), start)
        return node

    def signed(self) -> ast.expr:
        start, signs = self.at, []
        while token := self._next("-", "+"):
            signs.append(token.text)
        node = self.atom()
        for sign in reversed(signs):
            node = self._mark(ast.UnaryOp(ast.USub() if sign == "-" else ast.UAdd(), node), start)
        return node

    def atom(self) -> ast.expr:
        start, token = self.at, self.tokens[self.at]
        if self._next("("):
            node = self.conditional()
            self._need(")")
            return node
        self.at += 1
        if token.kind == "number":
            written = read_number(token.text)
            return self._mark(_constant(written.value if written else Fraction(0)), start)
        if token.kind == "bool":
            return self._mark(_constant(_BOOLS[token.text]), start)
        if token.kind == "string":
            return self._mark(_constant(token.text[1:-1]), start)
        if token.kind == "name":
            return self._call(token, start) if self._next("(") else self._mark(_name(token.text), start)
        self.at = start
        raise self._unexpected()

    def _call(self, token: _Token, start: int) -> ast.expr:
        arguments = [self.conditional()]
        while self._next(","):
            arguments.append(self.conditional())
        self._need(")")
        place, function = self.text.part(token.start, token.end), BY_NAME.get(token.text)
        if function is None:
            known = " ".join(f.chinese for f in FUNCTIONS) + " / " + " ".join(f.name for f in FUNCTIONS)
            raise _Refused(UnknownFunction(place=place, name=token.text, known=known))
        if not function.least <= len(arguments) <= function.most:
            count, (_, _, least, most) = len(arguments), function
            problem = WrongArguments(place=place, name=token.text, count=count, least=least, most=most)
            raise _Refused(problem)
        return self._mark(ast.Call(_name(function.name), arguments, []), start)

    def _mark(self, node: ast.expr, start: int) -> ast.expr:
        span = self.text.part(self.tokens[start].start, self.tokens[max(start, self.at - 1)].end)
        setattr(node, "place", span)  # noqa: B010 - ast nodes declare no such attribute
        return node


def _classify(word: str) -> tuple[str, str]:
    word = unicodedata.normalize("NFKC", word)
    canonical = _WORDS.get(word, word)
    if canonical in _OPERATORS:
        return "word", canonical
    return ("bool" if word in _BOOLS else "name"), word


def _constant(value: Fraction | bool | str) -> ast.Constant:
    return ast.Constant(value)  # type: ignore[arg-type]  # our readers know fractions


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())
