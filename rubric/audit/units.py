"""Units of trees: what a quantity is counted in, as far as the declarations say."""

from __future__ import annotations

import ast
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rubric.audit.trees import OVER_ROWS
from rubric.formula import written_of
from rubric.formula.check import called
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Scope
    from rubric.model import Fact

# Each unit with its power, in order; nothing at all is a plain number. None is not known.
Unit = tuple[tuple[str, int], ...]
PLAIN: Final[Unit] = ()
_PLAIN_WORDS: Final = frozenset(("%", "‰", "％", "百分点", "个百分点", "倍", "1"))
_SAME: Final = {
    "㎡": "平方米",
    "m²": "平方米",
    "m2": "平方米",
    "日": "天",
    "KM": "公里",
    "km": "公里",
    "RMB": "元",
}
# Units that measure: adding one of them to anything else is a mistake whatever the author counts.
MEASURES: Final = frozenset(
    (
        *("元", "千元", "万元", "百万元", "亿元", "USD", "EUR", "CNY"),
        *("平方米", "亩", "公顷", "平方公里", "米", "公里", "千米", "立方米", "升"),
        *("吨", "千克", "公斤", "克", "天", "小时", "月", "年", "千瓦时", "万千瓦时"),
    )
)


COUNTERS: Final = frozenset("人户家个项件次份条台套处辆篇期") | {"人次", "户次"}


class Clash(Record):
    """Two parts of one tree that are added or compared, and their units."""

    left: ast.expr
    right: ast.expr
    units: tuple[Unit, Unit]


def parse(text: str | None) -> Unit | None:
    """The unit that a declaration says; None where it says none."""
    if text is None or not text.strip():
        return None
    over, *under = text.replace(" ", "").split("/")
    powers: Counter[str] = Counter()
    for power, words in ((1, [over]), (-1, under)):
        for word in (one for part in words for one in re.split(r"[·×*]", part)):
            powers[_SAME.get(word, word)] += power
    return _unit(powers)


def _unit(powers: Counter[str]) -> Unit:
    return tuple(sorted((word, n) for word, n in powers.items() if n and word not in _PLAIN_WORDS))


def shown(unit: Unit) -> str:
    """A unit as it is written."""
    over = "·".join(word if n == 1 else f"{word}^{n}" for word, n in unit if n > 0)
    under = "·".join(word if n == -1 else f"{word}^{-n}" for word, n in unit if n < 0)
    return (over or "1") + (f"/{under}" if under else "") if unit else "%"


def differ(a: Unit | None, b: Unit | None) -> bool:
    """Whether two units surely do not mix: one of them measures, or they are persons and times."""
    if a is None or b is None or a == b:
        return False
    words = {word for word, _ in (*a, *b)}
    # A word that is not known may be another spelling of the same.
    measured = bool(words & MEASURES) and words <= MEASURES | COUNTERS
    return measured or _persons_and_times(a, b)


def _persons_and_times(a: Unit, b: Unit) -> bool:
    """人 and 人次: one counts heads, the other visits."""
    if len(a) != 1 or len(b) != 1 or a[0][1] != b[0][1]:
        return False
    first, second = sorted((a[0][0], b[0][0]), key=len)
    return second == first + "次"


class Units:
    """The units of the parts of trees in one scope; ``clashes`` gathers what does not mix."""

    def __init__(self, reading: Reading, scope: Scope | None = None) -> None:
        self.reading = reading
        self.columns: Mapping[str, Fact] = (
            scope.table.columns if scope is not None and scope.table is not None else {}
        )
        self.clashes: list[Clash] = []

    def of(self, node: ast.expr) -> Unit | None:
        """The unit of a part, None where the declarations do not say it."""
        match node:
            case ast.Name():
                return self._name(node.id)
            case ast.Constant():
                return PLAIN if is_percent(node) else None
            case ast.UnaryOp():
                return self.of(node.operand)
            case ast.BinOp():
                return self._calculated(node)
            case ast.Compare():
                self._mixed([node.left, *node.comparators])
                return None
            case ast.BoolOp():
                for part in node.values:
                    self.of(part)
                return None
            case ast.IfExp():
                self.of(node.test)
                return self._either([node.body, node.orelse])
            case ast.Call():
                return self._call(node)
        return None

    def _name(self, name: str) -> Unit | None:
        if name in self.columns:
            return parse(self.columns[name].unit)
        fact = self.reading.rubric.facts.get(name)
        if fact is not None:
            return parse(fact.unit)
        value = self.reading.rubric.values.get(name)
        if value is None:
            return None
        return parse(value.unit) if value.unit is not None else Units(self.reading).of(value.lowered.expr)

    def _calculated(self, node: ast.BinOp) -> Unit | None:
        if isinstance(node.op, ast.Add | ast.Sub):
            return self._mixed([node.left, node.right])
        left, right = self.of(node.left), self.of(node.right)
        if left is None or right is None or isinstance(node.op, ast.Pow):
            return None  # a plain factor may be what converts one unit into another
        powers = Counter(dict(left))
        for word, n in right:
            powers[word] += n if isinstance(node.op, ast.Mult) else -n
        return _unit(powers)

    def _mixed(self, nodes: list[ast.expr]) -> Unit | None:
        """The unit that parts have together; the first two that clash are gathered."""
        known = [(node, unit) for node in nodes if (unit := self.of(node)) is not None]
        for (left, a), (right, b) in pairwise(known):
            if differ(a, b):
                self.clashes.append(Clash(left, right, (a, b)))
                return None
        units = {unit for _, unit in known}
        return units.pop() if len(units) == 1 else None

    def _either(self, nodes: list[ast.expr]) -> Unit | None:
        units = [self.of(node) for node in nodes if not isinstance(node, ast.Constant)]
        return units[0] if units and all(unit == units[0] for unit in units) else None

    def _call(self, node: ast.Call) -> Unit | None:
        name, args = called(node), node.args
        if name in ("min", "max", "clamp", "total"):
            return self._mixed(args)
        if name in ("abs", "floor", "ceil", "round", "round_to", "once"):
            return self.of(args[0])
        if name == "ratio":
            return self._calculated(ast.BinOp(args[0], ast.Div(), args[1]))
        if name == "first":
            for test in args[:-1:2]:
                self.of(test)
            return self._either([*args[1::2], args[-1]])
        if name in OVER_ROWS:
            return self._rows(node, name)
        return None

    def _rows(self, node: ast.Call, name: str) -> Unit | None:
        table = self.reading.rubric.facts.get(node.args[0].id) if isinstance(node.args[0], ast.Name) else None
        if table is None or len(node.args) < 2:
            return None
        before, self.columns = self.columns, {**self.columns, **table.columns}
        unit = self.of(node.args[1])
        self.columns = before
        return unit if name in ("sum", "mean", "least", "most") else None


def is_percent(node: ast.expr) -> bool:
    """A literal that is written with % or ‰."""
    text = written_of(node) or ""
    return text.rstrip()[-1:] in ("%", "％", "‰")
