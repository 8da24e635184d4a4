"""A condition that always holds, or never does, over the declared ranges.

Exact where it is reported. A condition is looked at by itself, without those that lead to it; one that
is decided for reasons the enclosure does not see is not reported.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from rubric.audit.finding import Finding
from rubric.audit.places import declared, excerpt_of
from rubric.audit.scopes import Said, Scope
from rubric.audit.trees import parts
from rubric.audit.witness import facts_of
from rubric.formula import items_of, names_of, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.place import Place


class DecidedCondition(Finding):
    """No fact within its range makes a difference to it."""

    check = "decided-condition"
    code = "A009"
    zh = "条件“{condition}”{always_zh}成立。"
    en = "The condition “{condition}” {always_en} holds."
    effect_zh = "{effect_zh_}。"
    effect_en = "{effect_en_}."
    fix_zh = "核对条件里的界限和事实的范围；若范围写错，改范围。"
    fix_en = "Check the bound in the condition and the declared ranges; correct whichever is wrong."
    condition: str
    always_zh: str
    always_en: str
    effect_zh_: str
    effect_en_: str


def check(reading: Reading) -> Iterator[Finding]:
    """Conditions of steps, checks, cases, lines and formulas; of one that is open, parts that never hold."""
    told: set[Place] = set()
    for said in written(reading):
        for part, holds in _decided(reading, said.when, said.scope):
            place = place_of(part)
            if place is not None and place not in told:
                told.add(place)
                yield _finding(reading, part, place, said.scope, holds=holds)


def written(reading: Reading) -> Iterator[Said]:
    """Every condition that an author wrote, but for those a function asks of each row."""
    yield from reading.conditions
    for rule in reading.rules:
        for branch in rule.lowered.branches:
            if branch.test is not None and branch.kind in ("case", "line"):
                yield Said(branch.test, rule.scope)
    for tree, scope in reading.written:
        for node in parts(tree):
            if isinstance(node, ast.IfExp):
                yield Said(node.test, scope)


def _decided(reading: Reading, tree: ast.expr, scope: Scope) -> Iterator[tuple[ast.expr, bool]]:
    """The outermost parts that are decided; what reads nothing was meant so."""
    reads = facts_of(reading, tree, scope) or items_of(tree) or "lost" in names_of(tree)
    if not reads:
        return
    holds = reading.survey(scope, applied=False).of(tree)
    if isinstance(holds, bool):
        yield tree, holds
    elif isinstance(tree, ast.BoolOp):
        # A part that always holds is a precaution; in "or" one that never does was meant to hold.
        parts_ = (found for part in tree.values for found in _decided(reading, part, scope))
        yield from ((part, held) for part, held in parts_ if not held)


def _finding(reading: Reading, part: ast.expr, place: Place, scope: Scope, *, holds: bool) -> Finding:
    effect = (
        ("它不区分任何情况：写了等于没写", "It tells no case from another: it might as well not stand there")
        if holds
        else ("靠它生效的内容从不生效", "What hangs on it never comes into force")
    )
    return DecidedCondition(
        place=place,
        labels=declared(list(facts_of(reading, part, scope).values())[:2]),
        condition=excerpt_of(place),
        always_zh="总是" if holds else "从不",
        always_en="always" if holds else "never",
        effect_zh_=effect[0],
        effect_en_=effect[1],
    )
