"""The same formula in three or more items, where one value would do.

Exact: the formulas are the same tree in canonical form. Formulas of rows of tables are not compared.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from rubric.audit.finding import Finding, Label
from rubric.audit.places import excerpt_of
from rubric.audit.trees import parts, size
from rubric.formula import canonical, names_of, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.model import Item
    from rubric.place import Place

LEAST_ITEMS: Final = 3
LEAST_SIZE: Final = 5

Seen = dict[str, dict[str, tuple[ast.expr, "Place"]]]


class RepeatedFormula(Finding):
    """Whoever corrects one of them must find them all."""

    check = "repeated-formula"
    code = "A018"
    severity = "hint"
    zh = "“{formula}”在 {count} 个指标里各写了一遍。"
    en = "“{formula}” is written out in {count} items."
    effect_zh = "现在得分不受影响；以后只改一处，各指标就按不同的口径计分。"
    effect_en = "No score changes now; with one of them corrected, the items count by different rules."
    fix_zh = "写成一个“计算”，各指标用它的名称。"
    fix_en = "Make it a value and let the items use its name."
    formula: str
    count: int


def check(reading: Reading) -> Iterator[Finding]:
    """The largest formulas that repeat: what repeats only inside them is not told again."""
    seen: Seen = {}
    for item in reading.items:
        for node in _formulas(item):
            place = place_of(node)
            if place is not None:
                seen.setdefault(canonical(node), {}).setdefault(item.path, (node, place))
    often = {form: items for form, items in seen.items() if len(items) >= LEAST_ITEMS}
    inner = {
        (canonical(part), path)
        for items in often.values()
        for path, (node, _) in items.items()
        for part in parts(node)
        if part is not node
    }
    for form, items in often.items():
        if any((form, path) not in inner for path in items):
            places = [place for _, place in items.values()]
            labels = tuple(Label(place, "这里也是", "here as well") for place in places[1:4])
            text = excerpt_of(places[0])
            yield RepeatedFormula(place=places[0], labels=labels, formula=text, count=len(places))


def _formulas(item: Item) -> Iterator[ast.expr]:
    """The parts of an item's trees that would make a value: large enough, and of facts alone."""
    trees = [item.worth.expr, *([item.applies.when] if item.applies is not None else [])]
    for tree in trees:
        for node in parts(tree):
            reads = isinstance(node, ast.BinOp | ast.Call | ast.Compare | ast.BoolOp | ast.IfExp)
            if reads and place_of(node) is not None and size(node) >= LEAST_SIZE and _of_facts(node):
                yield node


def _of_facts(node: ast.expr) -> bool:
    own = any(isinstance(part, ast.Name) and part.id == "points" for part in ast.walk(node))
    return not own and len(names_of(node)) > 0
