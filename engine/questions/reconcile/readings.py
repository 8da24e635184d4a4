"""Other readings of a rule: what someone may have meant who counted otherwise, each a changed expression."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.questions.reconcile.readings_base import base_sites, is_rate
from engine.questions.reconcile.readings_kind import Reading, Site
from engine.questions.reconcile.readings_rewrite import rewritten, unshared
from rubric.formula import substitute
from rubric.number import show_percent
from rubric.rules.reader import call, constant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.questions.leaf import Leaf
    from rubric.model import Rubric, Worth
    from rubric.rules.base import Branch, Count

COUNTS: Final[tuple[Count, ...]] = ("complete", "started", "continuous")
_OTHER_END: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_SIGNS: Final[dict[type[ast.cmpop], str]] = {ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥"}


def readings_of(leaf: Leaf, rubric: Rubric) -> Iterator[tuple[Reading, Worth]]:
    """Each other reading of a leaf with the worth that it has under it, the nearest to the text first."""
    worth = leaf.worth
    for reading, changes in (
        *_counts(worth),
        *_ends(leaf, rubric),
        *base_sites(leaf, rubric),
        *_rounded(leaf, rubric),
    ):
        yield reading, rewritten(worth, changes)


# -- how steps count --------------------------------------------------------------------------------------


def _counts(worth: Worth) -> Iterator[Site]:
    """Each counted line under the other two counts, then all of them under one."""
    rule = worth.rule.branches if worth.rule is not None else ()
    lines = [branch for branch in (*rule, *worth.then_deduct) if branch.count is not None]
    for line in lines:
        for count in COUNTS:
            if count != line.count:
                yield Reading("count", line.label, count=count), _counted([line], count)
    for count in COUNTS if len(lines) > 1 else ():
        changed = [line for line in lines if line.count != count]
        if len(changed) > 1:
            yield Reading("count", "", count=count), _counted(changed, count)


def _counted(lines: Sequence[Branch], count: Count) -> dict[int, ast.expr]:
    found: dict[int, ast.expr] = {}
    for line in lines:
        steps = line.steps
        assert steps is not None  # a line that counts has steps
        bare = steps.args[0] if line.count != "continuous" and isinstance(steps, ast.Call) else steps
        made = {"complete": call("floor", bare), "started": call("ceil", bare), "continuous": bare}[count]
        # The part inside keeps its identity only where it is not the changed node itself.
        found[id(steps)] = made
    return found


# -- who owns the end ---------------------------------------------------------------------------------------


def _ends(leaf: Leaf, rubric: Rubric) -> Iterator[Site]:
    """Each comparison that decides a branch, a line, a ceiling or a veto, with its end the other way."""
    seen: set[int] = set()
    for tree in _tests(leaf.worth):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare) or len(node.ops) != 1 or id(node) in seen:
                continue
            seen.add(id(node))
            other = _OTHER_END.get(type(node.ops[0]))
            if other is not None:
                turned = ast.Compare(node.left, [other()], node.comparators)
                yield _end(node, turned, percent=is_rate(node.left, leaf, rubric)), {id(node): turned}


def _tests(worth: Worth) -> Iterator[ast.expr]:
    ceiling = worth.ceiling.branches if worth.ceiling is not None else ()
    rule = worth.rule.branches if worth.rule is not None else ()
    for branch in (*rule, *worth.then_deduct, *ceiling):
        # The test of a counted line only says that it took something.
        if branch.test is not None and branch.count is None:
            yield branch.test
    yield from (veto.when for veto in worth.veto)


def _end(node: ast.Compare, turned: ast.Compare, *, percent: bool) -> Reading:
    """``a ÷ b ≤ 10%`` read as ``< 10%``."""
    left, right = node.left, node.comparators[0]
    said = substitute(unshared(right), str)
    if percent and isinstance(right, ast.Constant) and isinstance(right.value, Fraction):
        said = show_percent(right.value)
    before, after = (_SIGNS[type(one.ops[0])] for one in (node, turned))
    return Reading("end", f"{substitute(unshared(left), str)} {before} {said}", f"{after} {said}")


# -- rounded before it is read ------------------------------------------------------------------------------


def _rounded(leaf: Leaf, rubric: Rubric) -> Iterator[Site]:
    """The quantity of the rule, and that of each counted line, rounded before it decides."""
    rule = leaf.worth.rule
    if rule is None:
        return
    whole = [(rule.quantity, rule.text)] if rule.rule in ("bands", "interpolate") else []
    lines = [(b.of, b.label) for b in (*rule.branches, *leaf.worth.then_deduct) if b.count is not None]
    for tree, text in (*whole, *lines):
        if tree is None or isinstance(tree, ast.Constant):
            continue
        percent = rule.percent or is_rate(tree, leaf, rubric)
        for places in (2, 1, 0):
            digits = Fraction(places + 2 * percent)
            rounded = call("round", tree, constant(digits), constant("half_up"))
            yield Reading("rounded_first", text, places=places, percent=percent), {id(tree): rounded}
