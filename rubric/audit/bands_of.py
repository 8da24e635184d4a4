"""The bands of a rule with what each can hold and what it earns."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.range import ONE, Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule

_DIGITS = {"%": 2, "‰": 3}


def rules_with_bands(reading: Reading) -> Iterator[tuple[Rule, Range]]:
    """Every rule by bands (of an item, of a value, a ceiling) with everything its quantity can be."""
    for rule in reading.rules:
        if rule.lowered.rule == "bands" and rule.lowered.quantity is not None:
            found = reading.survey(rule.scope, applied=False).of(rule.lowered.quantity)
            yield rule, found if isinstance(found, Range) else Range.whole()


def grid(reading: Reading, rule: Rule) -> Fraction | None:
    """The step between the numbers that a bare fact, or a value with places, can be."""
    tree = rule.lowered.quantity
    if not isinstance(tree, ast.Name):
        return None
    columns = rule.scope.table.columns if rule.scope.table is not None else {}
    fact = columns.get(tree.id) or reading.rubric.facts.get(tree.id)
    if fact is not None:
        return fact.step or (ONE if fact.type == "integer" else None)
    value = reading.rubric.values.get(tree.id)
    if value is None or value.places is None:
        return None
    return Fraction(1, 10 ** (value.places + _DIGITS.get(value.unit or "", 0)))
