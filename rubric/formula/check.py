"""Types of a formula, found before any fact is read: numbers, yes/no, choices and texts do not mix."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from rubric.formula.functions import FUNCTIONS, MODES, OPERATORS
from rubric.formula.layers import Layered
from rubric.formula.parse import place_of, written_of
from rubric.formula.problems import (
    LookupMisfit,
    NeverAValue,
    NotAChoice,
    NotAFormula,
    NotAMode,
    NotWrittenOut,
    UnknownItem,
    UnknownName,
    WrongType,
)
from rubric.number import DomainError, power_
from rubric.problems import did_you_mean, nearest
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, KeysView, Mapping

    from rubric.problems import Problem


class Choice(Record):
    """The kind of what is always one of a few words."""

    choices: tuple[str, ...]


Kind = Literal["number", "yes_no", "text", "table"] | Choice
NUMBER: Final = "number"
YES_NO: Final = "yes_no"
TEXT: Final = "text"
TABLE: Final = "table"

LARGEST_BITS: Final = 1 << 17
MOST_PLACES: Final = 30

_ZH: Final = {NUMBER: "一个数", YES_NO: "是或否（条件）", TEXT: "文字", TABLE: "一张表"}
_EN: Final = {NUMBER: "a number", YES_NO: "yes or no (a condition)", TEXT: "a text", TABLE: "a table"}
_OVER_ROWS: Final = frozenset(f.name for f in FUNCTIONS if f.family == "table")
_ORDER: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class Scope(Record):
    """What a formula may name: facts and values with their kinds, items, and tables with their columns."""

    names: Mapping[str, Kind]
    items: Collection[str] = ()
    tables: Mapping[str, Mapping[str, Kind]] = MappingProxyType({})


def check_formula(tree: ast.expr, scope: Scope, want: Kind | None) -> tuple[Kind | None, list[Problem]]:
    """The kind of the tree, which must be a ``want`` (None: of any kind), and all that is wrong in it."""
    checker = _Checker(scope)
    return checker.due(tree, want), checker.problems


def names_of(tree: ast.expr, tables: Mapping[str, Collection[str]] | None = None) -> KeysView[str]:
    """The facts and values that the tree may read, in the order in which they stand, each once.

    A name that a table of ``tables`` has as a column is read from its rows: the table stands for it.
    """
    found: dict[str, None] = {}
    _collect(tree, found, frozenset(), tables or {}, set())
    found.pop("points", None)
    return found.keys()


def items_of(tree: ast.expr) -> KeysView[str]:
    """The items whose score the tree reads, as they are named in it."""
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and called(n) == "score")
    return {str(n.args[0].value): None for n in calls if isinstance(n.args[0], ast.Constant)}.keys()


def called(node: ast.Call) -> str:
    """The English name of the function that is called."""
    assert isinstance(node.func, ast.Name)  # calls are always of a name
    return node.func.id


def _collect(
    node: ast.AST,
    found: dict[str, None],
    hidden: frozenset[str],
    tables: Mapping[str, Collection[str]],
    done: set[tuple[int, frozenset[str]]],
) -> None:
    if isinstance(node, ast.Name):
        if node.id not in hidden:
            found[node.id] = None
        return
    if isinstance(node, ast.Call):
        # Rules share parts between their branches: each is looked at once.
        if (id(node), hidden) in done:
            return
        done.add((id(node), hidden))
    for child in _parts(node, found, hidden, tables, done):
        _collect(child, found, hidden, tables, done)


def _parts(
    node: ast.AST,
    found: dict[str, None],
    hidden: frozenset[str],
    tables: Mapping[str, Collection[str]],
    done: set[tuple[int, frozenset[str]]],
) -> Iterable[ast.AST]:
    """The parts to look at, as they stand in the text; what is calculated a row is looked at here."""
    match node:
        case ast.Constant():
            return ()
        case ast.BinOp():
            return (node.left, node.right)
        case ast.Compare():
            return (node.left, *node.comparators)
        case ast.IfExp():
            return (node.body, node.test, node.orelse)
        case ast.Call(args=[ast.Name(id=table), *rest]) if called(node) in _OVER_ROWS:
            found[table] = None
            for part in rest[:1]:
                _collect(part, found, hidden.union(tables.get(table, ())), tables, done)
            return rest[1:]
        case ast.Call():
            return node.args
    return ast.iter_child_nodes(node)


# -- kinds -------------------------------------------------------------------------------------------


class _Checker:
    """Infers kinds from the leaves up; None is the kind of a part whose problem is told already."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.problems: list[Problem] = []
        self.constants: dict[int, Fraction] = {}
        self.known: dict[type[ast.expr], Callable[[Any, Kind | None], Kind | None]] = {
            ast.Name: self._name,
            ast.Constant: self._constant,
            ast.BoolOp: self._connected,
            ast.UnaryOp: self._signed,
            ast.BinOp: self._calculated,
            ast.Compare: self._compared,
            ast.IfExp: self._chosen,
            ast.Call: self._call,
        }

    def due(self, node: ast.expr, want: Kind | None) -> Kind | None:
        """The kind of a part, told as a problem where it is not the one that is due."""
        got = self.known[type(node)](node, want)
        if got is None or want is None or got == want or (want == TEXT and isinstance(got, Choice)):
            return got
        if isinstance(want, Choice) and want.choices:
            if isinstance(node, ast.Constant) and got == TEXT:
                return want if self._among(node, want) else None
            if isinstance(got, Choice) and set(got.choices) <= set(want.choices):
                return got
        if want == Choice(()) and isinstance(got, Choice):
            return got
        self.problems.append(_wrong(node, want, got))
        return None

    def _among(self, node: ast.Constant, choice: Choice) -> bool:
        word = str(node.value)
        if word in choice.choices:
            return True
        zh, en = did_you_mean(word, choice.choices)
        listed = "、".join(choice.choices)
        self.problems.append(
            NotAChoice(place=place_of(node), word=word, choices=listed, near_zh=zh, near_en=en)
        )
        return False

    # -- leaves --

    def _name(self, node: ast.Name, _want: Kind | None) -> Kind | None:
        kind = TABLE if node.id in self.scope.tables else self.scope.names.get(node.id)
        if kind is None:
            self.problems.append(_unknown(node, self.scope))
        return kind

    def _constant(self, node: ast.Constant, _want: Kind | None) -> Kind:
        value: Any = node.value
        if isinstance(value, bool):
            return YES_NO
        if isinstance(value, str):
            return TEXT
        self.constants[id(node)] = value
        return NUMBER

    # -- operators --

    def _connected(self, node: ast.BoolOp, _want: Kind | None) -> Kind:
        for part in node.values:
            self.due(part, YES_NO)
        return YES_NO

    def _signed(self, node: ast.UnaryOp, _want: Kind | None) -> Kind:
        if isinstance(node.op, ast.Not):
            self.due(node.operand, YES_NO)
            return YES_NO
        self.due(node.operand, NUMBER)
        value = self.constants.get(id(node.operand))
        if value is not None:
            self.constants[id(node)] = -value if isinstance(node.op, ast.USub) else value
        return NUMBER

    def _calculated(self, node: ast.BinOp, _want: Kind | None) -> Kind:
        self.due(node.left, NUMBER)
        self.due(node.right, NUMBER)
        left, right = self.constants.get(id(node.left)), self.constants.get(id(node.right))
        if right == 0 and isinstance(node.op, ast.Div):
            self.problems.append(
                NeverAValue(place=place_of(node.right), why_zh="除数是 0", why_en="the divisor is 0")
            )
        elif left is not None and right is not None:
            self._fold(node, left, right)
        return NUMBER

    def _fold(self, node: ast.BinOp, left: Fraction, right: Fraction) -> None:
        """Constants are calculated here once, so that an absurd one is told where it stands."""
        try:
            value = _CALCULATE[type(node.op)](left, right)
        except DomainError:
            self.problems.append(_never(node))
            return
        if max(abs(value.numerator).bit_length(), value.denominator.bit_length()) > LARGEST_BITS:
            self.problems.append(_never(node))
            return
        self.constants[id(node)] = value

    def _compared(self, node: ast.Compare, _want: Kind | None) -> Kind:
        if isinstance(node.ops[0], ast.In | ast.NotIn):
            self._membership(node)
            return YES_NO
        parts = [node.left, *node.comparators]
        if any(isinstance(op, _ORDER) for op in node.ops):
            for part in parts:
                self.due(part, NUMBER)
            return YES_NO
        kinds = [self._kind(part) for part in parts]
        for (a, kind_a), (b, kind_b) in pairwise(zip(parts, kinds, strict=True)):
            self._equal(a, kind_a, b, kind_b)
        return YES_NO

    def _kind(self, node: ast.expr) -> Kind | None:
        kind = self.due(node, None)
        if kind == TABLE:
            self.problems.append(_wrong(node, NUMBER, TABLE))
            return None
        return kind

    def _equal(self, a: ast.expr, kind_a: Kind | None, b: ast.expr, kind_b: Kind | None) -> None:
        if kind_a is None or kind_b is None:
            return
        if isinstance(a, ast.Constant) and isinstance(kind_b, Choice):
            a, kind_a, b, kind_b = b, kind_b, a, kind_a
        if isinstance(kind_a, Choice) and isinstance(b, ast.Constant) and kind_b == TEXT:
            self._among(b, kind_a)
        elif not _comparable(kind_a, kind_b):
            self.problems.append(_wrong(b, kind_a, kind_b))

    def _membership(self, node: ast.Compare) -> None:
        kind, words = self._kind(node.left), node.comparators[0]
        assert isinstance(words, ast.Tuple)  # the parser puts nothing else behind ``in``
        if isinstance(kind, Choice):
            for word in words.elts:
                self._among(_constant(word), kind)
        elif kind not in (None, TEXT):
            self.problems.append(_wrong(node.left, Choice(()), kind))

    def _chosen(self, node: ast.IfExp, want: Kind | None) -> Kind | None:
        self.due(node.test, YES_NO)
        return self._same([node.body, node.orelse], want)

    def _same(self, branches: list[ast.expr], want: Kind | None) -> Kind | None:
        """Branches are all of the kind that is due, or of the first one's."""
        for branch in branches:
            got = self.due(branch, want)
            want = want if want is not None else got
        return want

    # -- calls --

    def _call(self, node: ast.Call, want: Kind | None) -> Kind | None:
        name = called(node)
        special = {
            "round": self._round,
            "round_to": self._round,
            "lookup": self._lookup,
            "score": self._score,
            "known": self._fact_known,
        }
        if name in special:
            return special[name](node, want)
        if name in _OVER_ROWS:
            return self._table(node, name)
        if name in ("first", "once", "undefined"):
            return self._internal(node, name, want)
        for argument in node.args:
            self.due(argument, NUMBER)
        return NUMBER

    def _internal(self, node: ast.Call, name: str, want: Kind | None) -> Kind | None:
        if name == "undefined":
            return want
        if name == "once":
            return self.due(node.args[0], want)
        for test in node.args[:-1:2]:
            self.due(test, YES_NO)
        return self._same([*node.args[1::2], node.args[-1]], want)

    def _round(self, node: ast.Call, _want: Kind | None) -> Kind:
        value, by, mode = node.args
        self.due(value, NUMBER)
        self.due(by, NUMBER)
        step = self.constants.get(id(by))
        if called(node) == "round" and not _is_places(step):
            zh, en = f"小数位数（不超过 {MOST_PLACES} 的整数）", f"a number of places, at most {MOST_PLACES}"
            self.problems.append(NotWrittenOut(place=place_of(by), due_zh=zh, due_en=en))
        elif called(node) == "round_to" and step is not None and step <= 0:
            zh, en = "大于 0 的步长", "a step above 0"
            self.problems.append(NotWrittenOut(place=place_of(by), due_zh=zh, due_en=en))
        found = mode.value if isinstance(mode, ast.Constant) else None
        if found not in MODES.values():
            known = " ".join(f"{zh}/{en}" for zh, en in MODES.items())
            word = written_of(mode) or "…"
            self.problems.append(NotAMode(place=place_of(mode), found=word, known=known))
        return NUMBER

    def _lookup(self, node: ast.Call, want: Kind | None) -> Kind | None:
        kind = self.due(node.args[0], Choice(()))
        words = [a.value if isinstance(a, ast.Constant) else None for a in node.args[1::2]]
        for argument, word in zip(node.args[1::2], words, strict=True):
            if not isinstance(word, str):
                self.problems.append(_wrong(argument, TEXT, NUMBER))
                return None
        if len(node.args) % 2 == 0:
            self.problems.append(LookupMisfit(place=place_of(node.args[-1]), words=str(words[-1])))
            return None
        if isinstance(kind, Choice):
            self._complete(node, kind, [str(word) for word in words])
        return self._same(list(node.args[2::2]), want)

    def _complete(self, node: ast.Call, kind: Choice, words: list[str]) -> None:
        named = [self._among(_constant(argument), kind) for argument in node.args[1::2]]
        odd = [word for word in kind.choices if words.count(word) != 1]
        if all(named) and odd:
            self.problems.append(LookupMisfit(place=place_of(node), words="、".join(odd)))

    def _score(self, node: ast.Call, _want: Kind | None) -> Kind:
        item = node.args[0]
        name = item.value if isinstance(item, ast.Constant) else None
        if not isinstance(name, str):
            self.problems.append(_wrong(item, TEXT, NUMBER))
        elif not self._is_item(name):
            short = {path.rpartition("/")[2]: path for path in self.scope.items}
            zh, en = did_you_mean(name, [*self.scope.items, *short])
            self.problems.append(UnknownItem(place=place_of(item), name=name, near_zh=zh, near_en=en))
        return NUMBER

    def _is_item(self, name: str) -> bool:
        ending = [path for path in self.scope.items if path.endswith(f"/{name}")]
        return name in self.scope.items or len(ending) == 1

    def _fact_known(self, node: ast.Call, _want: Kind | None) -> Kind:
        fact = node.args[0]
        if not isinstance(fact, ast.Name):
            self.problems.append(NotAFormula(place=place_of(fact), found=written_of(fact) or "…"))
        else:
            self._name(fact, None)
        return YES_NO

    def _table(self, node: ast.Call, name: str) -> Kind:
        kind: Kind = YES_NO if name in ("any", "all") else NUMBER
        table, *rest = node.args
        columns = self._columns(table)
        if rest and columns is not None:
            outer = self.scope
            self.scope = Scope(Layered(columns, outer.names), outer.items, outer.tables)
            self.due(rest[0], YES_NO if name in ("any", "all", "count") else NUMBER)
            self.scope = outer
        for if_empty in rest[1:]:
            self.due(if_empty, kind)
        return kind

    def _columns(self, table: ast.expr) -> Mapping[str, Kind] | None:
        if isinstance(table, ast.Name) and table.id in self.scope.tables:
            return self.scope.tables[table.id]
        self.due(table, TABLE)
        return None


_CALCULATE: Final[dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: Fraction.__add__,
    ast.Sub: Fraction.__sub__,
    ast.Mult: Fraction.__mul__,
    ast.Div: Fraction.__truediv__,
    ast.Pow: power_,
}


def _constant(node: ast.expr) -> ast.Constant:
    assert isinstance(node, ast.Constant)  # the caller has looked
    return node


def _comparable(a: Kind, b: Kind) -> bool:
    if isinstance(a, Choice) and isinstance(b, Choice):
        return bool(set(a.choices) & set(b.choices))
    words = (isinstance(a, Choice) or a == TEXT) and (isinstance(b, Choice) or b == TEXT)
    return words or a == b


def _is_places(step: Fraction | None) -> bool:
    return step is not None and step.denominator == 1 and abs(step) <= MOST_PLACES


# -- problems ----------------------------------------------------------------------------------------


def _never(node: ast.BinOp) -> NeverAValue:
    zh, en = "结果太大或没有意义", "it is too large or undefined"
    return NeverAValue(place=place_of(node), why_zh=zh, why_en=en)


def _unknown(node: ast.Name, scope: Scope) -> UnknownName:
    word = written_of(node) or node.id
    spaced = _spaced(word, scope)
    near = spaced or nearest(word, [*scope.names, *scope.tables])
    zh, en = (f"是不是“{near}”？", f"Did you mean {near}? ") if near else ("", "")
    if spaced:
        zh, en = f"运算词要用空格分开：“{near}”。", f"Set spaces around operators: {near} "
    return UnknownName(place=place_of(node), name=word, near_zh=zh, near_en=en)


def _spaced(word: str, scope: Scope) -> str | None:
    """The word cut at an operator in it, where one of its pieces is a name."""
    for operator in OPERATORS:
        before, found, after = word.partition(operator)
        if found and any(piece in scope.names for piece in (before, after)):
            rest = _spaced(after, scope) or after if after not in scope.names else after
            return f"{before} {operator} {rest}".strip()
    return None


def _wrong(node: ast.expr, due: Kind, got: Kind) -> WrongType:
    (due_zh, due_en), (got_zh, got_en) = _label(due), _label(got)
    return WrongType(place=place_of(node), due_zh=due_zh, due_en=due_en, got_zh=got_zh, got_en=got_en)


def _label(kind: Kind) -> tuple[str, str]:
    if not isinstance(kind, Choice):
        return _ZH[kind], _EN[kind]
    listed = "、".join(kind.choices)
    return f"选项（{listed}）" if listed else "选项", f"a choice ({listed})" if listed else "a choice"
