"""A tree in the reader's notation, by name or with the numbers put in, and in one that never changes."""

from __future__ import annotations

import ast
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rubric.formula.check import called
from rubric.formula.functions import FUNCTIONS
from rubric.formula.parse import written_of
from rubric.number import SHORTEST, fold, fraction_string, shortest_places, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from rubric.problems import Language

_SIGNS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "+",
    ast.Sub: "−",
    ast.Mult: "×",
    ast.Div: "÷",
    ast.Pow: "**",
    ast.Lt: "<",
    ast.LtE: "≤",
    ast.Gt: ">",
    ast.GtE: "≥",
    ast.Eq: "=",
    ast.NotEq: "≠",
    ast.And: "and",
    ast.Or: "or",
    ast.In: "in",
    ast.NotIn: "not in",
}
_PLAIN: Final[dict[type[ast.AST], str]] = {
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.LtE: "<=",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_CHINESE: Final = {
    "and": "且",
    "or": "或",
    "not": "非",
    "if": "若",
    "else": "否则",
    "in": "属于",
    "not in": "非 属于",
    "yes": "是",
    "no": "否",
}
_FUNCTIONS: Final = {f.name: f.chinese for f in FUNCTIONS}
# How tightly a node binds; a part that binds less tightly than its place stands in brackets.
_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(10)
_BINDS: Final[dict[type[ast.AST], int]] = {
    ast.Or: _OR,
    ast.And: _AND,
    ast.Not: _NOT,
    ast.Add: _SUM,
    ast.Sub: _SUM,
    ast.Mult: _PRODUCT,
    ast.Div: _PRODUCT,
    ast.USub: _SIGN,
    ast.UAdd: _SIGN,
    ast.Pow: _POWER,
}


def unparse(node: ast.expr, name: Callable[[str], str] | None = None, language: Language = "en") -> str:
    """The formula as an author would write it.

    With ``name``, which says how a name is shown, every part that is not simple stands in
    brackets; ``substitute`` sets only those that are needed.
    """
    writer = _Writer(name or str, language, loose=name is not None)
    return writer.text(node)


def substitute(node: ast.expr, show_name: Callable[[str], str], language: Language = "en") -> str:
    """The formula with what ``show_name`` says for each name, its number as a rule."""
    return _Writer(show_name, language, loose=False).text(node)


class _Writer:
    def __init__(self, name: Callable[[str], str], language: Language, *, loose: bool) -> None:
        self.name, self.language, self.loose = name, language, loose

    def text(self, node: ast.expr) -> str:
        return _WRITERS[type(node)](self, node)

    def _name(self, node: ast.Name) -> str:
        return self.name(node.id)

    def _tuple(self, node: ast.Tuple) -> str:
        return f"({', '.join(self.text(e) for e in node.elts)})"

    def _inner(self, node: ast.expr, least: int) -> str:
        text = self.text(node)
        if self.loose:
            simple = isinstance(node, ast.Name | ast.Constant | ast.Call | ast.Tuple)
            return text if simple else f"({text})"
        binds = _binds(node)
        if text[:1] in ("-", "−") and isinstance(node, ast.Name | ast.Constant):
            binds = _SIGN  # a negative number in the place of a name
        return text if binds >= least else f"({text})"

    def _word(self, word: str) -> str:
        return _CHINESE.get(word, word) if self.language == "zh" else word

    def _sign(self, op: ast.AST) -> str:
        return self._word(_SIGNS[type(op)])

    def _constant(self, node: ast.Constant) -> str:
        value: Any = node.value
        if isinstance(value, bool):
            return self._word("yes" if value else "no")
        written = written_of(node)
        if isinstance(value, str):
            word = written[1:-1] if written and not written[0].isalnum() else value
            return f"“{word}”" if self.language == "zh" else f'"{word}"'
        if written is not None and not self.loose:
            return fold(written)
        if self.loose or shortest_places(value, SHORTEST) is not None:
            return show(value)
        return fraction_string(value).replace("/", " ÷ ")

    def _signed(self, node: ast.UnaryOp) -> str:
        if isinstance(node.op, ast.Not):
            return f"{self._word('not')} {self._inner(node.operand, _NOT)}"
        sign = "−" if isinstance(node.op, ast.USub) else "" if self.loose else "+"
        return sign + self._inner(node.operand, _POWER)

    def _calculated(self, node: ast.BinOp) -> str:
        level = _BINDS[type(node.op)]
        power = level == _POWER
        left = self._inner(node.left, _ATOM if power else level)
        # a − (b − c) needs its brackets, and so does a ÷ (b × c).
        right = self._inner(node.right, _SIGN if power else level + 1)
        return f"{left} {_SIGNS[type(node.op)]} {right}"

    def _connected(self, node: ast.BoolOp) -> str:
        level = _BINDS[type(node.op)] + 1
        return f" {self._sign(node.op)} ".join(self._inner(v, level) for v in node.values)

    def _compared(self, node: ast.Compare) -> str:
        pairs = zip(node.ops, node.comparators, strict=True)
        rest = "".join(f" {self._sign(op)} {self._inner(right, _SUM)}" for op, right in pairs)
        return self._inner(node.left, _SUM) + rest

    def _chosen(self, node: ast.IfExp) -> str:
        body, test = self._inner(node.body, _OR), self._inner(node.test, _OR)
        return f"{body} {self._word('if')} {test} {self._word('else')} {self._inner(node.orelse, _IF)}"

    def _call(self, node: ast.Call) -> str:
        name = called(node)
        shown = _FUNCTIONS.get(name, name) if self.language == "zh" else name
        return f"{shown}({', '.join(self.text(a) for a in node.args)})"


_WRITERS: Final[dict[type[ast.expr], Callable[[_Writer, Any], str]]] = {
    ast.Name: _Writer._name,  # noqa: SLF001 - the table of the class's own writers
    ast.Constant: _Writer._constant,  # noqa: SLF001
    ast.UnaryOp: _Writer._signed,  # noqa: SLF001
    ast.BinOp: _Writer._calculated,  # noqa: SLF001
    ast.BoolOp: _Writer._connected,  # noqa: SLF001
    ast.Compare: _Writer._compared,  # noqa: SLF001
    ast.IfExp: _Writer._chosen,  # noqa: SLF001
    ast.Call: _Writer._call,  # noqa: SLF001
    ast.Tuple: _Writer._tuple,  # noqa: SLF001
}


def _binds(node: ast.expr) -> int:
    if isinstance(node, ast.Name):
        return _ATOM  # as nearly all are
    if isinstance(node, ast.BinOp | ast.UnaryOp | ast.BoolOp):
        return _BINDS[type(node.op)]
    if isinstance(node, ast.IfExp | ast.Compare):
        return _IF if isinstance(node, ast.IfExp) else _COMPARE
    value: Any = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, Fraction) and not isinstance(value, bool):
        whole = written_of(node) is not None or shortest_places(value, SHORTEST) is not None
        return _ATOM if whole else _PRODUCT
    return _ATOM


def canonical(node: ast.expr) -> str:
    """The tree in one fixed notation: English, plain signs, every operation in brackets, exact fractions."""
    match node:
        case ast.Name():
            return node.id if node.id.isidentifier() else "$" + json.dumps(node.id, ensure_ascii=False)
        case ast.Constant():
            return _canonical_constant(node.value)
        case ast.UnaryOp():
            sign = {ast.Not: "not ", ast.USub: "-"}.get(type(node.op), "+")
            return f"({sign}{canonical(node.operand)})"
        case ast.BoolOp():
            return f"({f' {_SIGNS[type(node.op)]} '.join(canonical(v) for v in node.values)})"
        case ast.BinOp():
            return f"({canonical(node.left)} {_plain(node.op)} {canonical(node.right)})"
        case ast.Compare():
            pairs = zip(node.ops, node.comparators, strict=True)
            rest = "".join(f" {_plain(op)} {canonical(right)}" for op, right in pairs)
            return f"({canonical(node.left)}{rest})"
        case ast.IfExp():
            return f"({canonical(node.body)} if {canonical(node.test)} else {canonical(node.orelse)})"
        case ast.Call():
            return f"{called(node)}({', '.join(canonical(a) for a in node.args)})"
        case ast.Tuple():
            return f"({', '.join(canonical(e) for e in node.elts)})"
    raise AssertionError(ast.dump(node))  # the parser builds nothing else


def _plain(op: ast.AST) -> str:
    return _PLAIN.get(type(op), _SIGNS[type(op)])


def _canonical_constant(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else fraction_string(value)
