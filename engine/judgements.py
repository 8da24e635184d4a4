"""Judgements of a facts file: levels, shares and given points, held against what the rubric allows."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.facts_names import rows_by_name, unknown
from engine.facts_problems import GivenTwice, ReasonMissing, UnknownTopKey
from engine.judged import Figures, Judged, Span, Target, span_under
from engine.judged_refused import nothing_judged, refused, unreadable, without_points
from rubric.given import JudgedShape
from rubric.keywords import canonical_key
from rubric.number import read_number
from rubric.problems import Problem
from rubric.source import Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.facts_given import GivenRow
    from engine.facts_names import NamedRow
    from rubric.model import Item, Rounding, Rubric
    from rubric.rules.base import Lowered

KEYS: Final = frozenset(JudgedShape.fields)
JUDGING: Final = ("judgement", "given")


def read_judgements(
    held: Any, rubric: Rubric, tables: Mapping[str, tuple[GivenRow, ...]] | None = None
) -> tuple[dict[str, Judged], list[Problem]]:
    """The judgements by the path of their item, or of GROUP/ROW, and what is wrong with them."""
    if not isinstance(held, Table):
        return {}, [UnknownTopKey(place=held.place, key=str(held)[:20])] if held else []
    targets = _targets(rubric, tables or {})
    judged: dict[str, Judged] = {}
    first: dict[str, Text] = {}
    problems: list[Problem] = []
    for key, entry in held.items():
        target = _target(key, targets)
        if target is None:
            problems.append(unknown(key, targets))
            continue
        if target.path in first:
            problems.append(GivenTwice(place=key.place, name=key, line=first[target.path].place.line))
            continue
        first[target.path] = key
        one, found = _judged(key, entry, target, rubric.rounding.get("item"))
        problems += found
        if one is not None:
            judged[target.path] = one
    return judged, problems


# -- what may be judged ------------------------------------------------------------------------------


def _targets(rubric: Rubric, tables: Mapping[str, tuple[GivenRow, ...]]) -> dict[str, list[Target]]:
    """Everything that may be judged, by every name it goes by."""
    named: dict[str, list[Target]] = {}
    for item in rubric.root.walk():
        if item.each is None and (rules := judging_rules(item)):
            target = Target(item.path, rules, item.points, item.least)
            for word in dict.fromkeys((item.path, item.name)):
                named.setdefault(word, []).append(target)
    groups = [item for item in rubric.root.walk() if item.each is not None and judging_rules(item)]
    for word, rows in rows_by_name(groups, tables).items():
        found = [Target(one.path, judging_rules(one.group), _row_points(one)) for one in rows]
        named.setdefault(word, []).extend(found)
    return named


def judging_rules(item: Item) -> tuple[Lowered, ...]:
    """The rules of a leaf, or of a group's rows, that leave it to a person."""
    rules = (item.rule,) if item.each is None else tuple(worth.rule for _, worth in item.each.rules)
    return tuple(rule for rule in rules if rule is not None and rule.rule in JUDGING)


def _row_points(one: NamedRow) -> Fraction | None:
    """The points of a row where a column simply holds them."""
    points = one.group.each.points if one.group.each is not None else None
    given = one.row.cells.get(points.id) if isinstance(points, ast.Name) else None
    return given.value if given is not None and isinstance(given.value, Fraction) else None


def _target(key: Text, targets: Mapping[str, Sequence[Target]]) -> Target | None:
    found = targets.get(key, ())
    exact = [target for target in found if target.path == key]
    return exact[0] if exact else found[0] if len(found) == 1 else None


# -- one judgement -----------------------------------------------------------------------------------


def _judged(
    key: Text, entry: Any, target: Target, rounding: Rounding | None
) -> tuple[Judged | None, list[Problem]]:
    if not isinstance(entry, Table):
        return None, [nothing_judged(key, target, getattr(entry, "place", key.place))]
    parts = {canonical_key(k, KEYS): v for k, v in entry.items()}
    extra = [k for k in entry if canonical_key(k, KEYS) not in KEYS]
    problems: list[Problem] = [UnknownTopKey(place=k.place, key=k) for k in extra]
    reason = parts.get("reason")
    if not isinstance(reason, Text) or not reason.strip():
        problems.append(ReasonMissing(place=key.place, name=key))
    # A mistyped key says already why the judgement has no figure.
    span = _span(key, parts, target, rounding) if not extra else None
    if isinstance(span, Problem):
        problems.append(span)
    if problems or span is None or isinstance(span, Problem):
        return None, problems
    level, low, high = span
    return Judged(level, low, high, str(reason), key.place), []


def _span(key: Text, parts: Mapping[str, Any], target: Target, rounding: Rounding | None) -> Span | Problem:
    """The level and the shares it leaves, or why the level and the figure do not go together."""
    share = read_number(str(parts["share"])) if "share" in parts else None
    points = read_number(str(parts["points"])) if "points" in parts else None
    problem = unreadable(key, parts, share, points) or without_points(key, points, target)
    if problem is not None:
        return problem
    figures = Figures(share.value if share else None, points.value if points else None)
    held = (span_under(rule, parts.get("level"), figures, target, rounding) for rule in target.rules)
    found = next((span for span in held if span is not None), None)
    return found or refused(key, parts, figures, target, rounding)
