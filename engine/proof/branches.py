"""Branches: every place where a rubric decides, so that tests can be held against them all.

A band, case, line, level, row of a table, section of an interpolation and grade is one branch. What
holds or does not is two: an element of a checklist that is there and one that is missing, a condition
of ``applies``, a ceiling that lowers and one that lets be. A proportion has two: the target met, and
short of it. A rule without arms (a formula, given points) is one. A veto, an override and an empty
table are one each. What the audit proves unreachable is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rubric.audit import unreachable_band, unreachable_case
from rubric.audit.reading import Reading
from rubric.range import Range, intersect, show_range
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.model import Each, Grades, Item, Rubric, Worth
    from rubric.place import Place
    from rubric.rules.base import Branch, Lowered

Kind = Literal[
    "band",
    "case",
    "line",
    "element",
    "level",
    "row",
    "point",
    "proportion",
    "rule",
    "applies",
    "veto",
    "ceiling",
    "empty",
    "grade",
    "override",
]
Side = Literal["", "yes", "no"]


class Decision(Record):
    """A branch: where it is, and in the author's words which.

    ``key`` stays the same as long as the item and the words do. ``path`` is the item's, '' for the whole,
    the name of a value where ``value``. ``of`` is what decides (a Branch, a Condition, a Grade ...), as it
    stands in the rubric, and ``side`` which way.
    """

    key: str
    kind: Kind
    path: str
    label: str
    side: Side
    place: Place | None
    of: Any
    value: bool = False


def branches(rubric: Rubric) -> tuple[Decision, ...]:
    """Every branch of a rubric that facts can reach, in the order of its items, values last."""
    reading = Reading(rubric)
    never = {id(of) for of in _never(reading)}
    taken: dict[str, int] = {}
    found: list[Decision] = []
    for one in _all(rubric):
        if id(one.of) in never:
            continue
        taken[one.key] = taken.get(one.key, 0) + 1
        key = one.key if taken[one.key] == 1 else f"{one.key}|{taken[one.key]}"
        found.append(Decision(key, one.kind, one.path, one.label, one.side, one.place, one.of, one.value))
    return tuple(found)


def _all(rubric: Rubric) -> Iterator[Decision]:
    for item in rubric.root.walk():
        yield from _item(item)
    for value in rubric.values.values():
        if value.lowered.branches:
            yield from _rule(value.lowered, value.name, value.place, value=True)


def _decision(
    kind: Kind,
    path: str,
    label: str,
    of: Any,
    place: Place | None,
    side: Side = "",
    *,
    value: bool = False,
) -> Decision:
    key = "|".join(part for part in (f"={path}" if value else path, kind, label, side) if part)
    return Decision(key, kind, path, label, side, place, of, value)


def _both(kind: Kind, path: str, label: str, of: Any, place: Place | None) -> Iterator[Decision]:
    sides: tuple[Side, ...] = ("yes", "no")
    for side in sides:
        yield _decision(kind, path, label, of, place, side)


# -- items -------------------------------------------------------------------------------------------


def _item(item: Item) -> Iterator[Decision]:
    path = item.path
    if item.applies is not None:
        yield from _both("applies", path, item.applies.text, item.applies, item.applies.place)
    if item.worth.rule is not None:
        yield from _rule(item.worth.rule, path, item.place)
    if item.each is not None:
        yield from _rows(item.each, path, item.place)
    yield from _steps(item.worth, path, item.place)
    if item.grades is not None:
        yield from _grades(item.grades, path, item.place)


def _rule(rule: Lowered, path: str, place: Place | None, *, value: bool = False) -> Iterator[Decision]:
    place = rule.place or place
    if rule.rule == "proportion":
        yield from _both("proportion", path, rule.text, rule, place)
    elif not rule.branches:
        yield _decision("rule", path, rule.rule, rule, place)
    for branch in rule.branches:
        at = branch.place or place
        if branch.kind == "element":
            yield from _both("element", path, branch.label, branch, at)
        elif not _refuses(rule, branch):
            yield _decision(branch.kind, path, label_of(branch, rule), branch, at, value=value)


def _refuses(rule: Lowered, branch: Branch) -> bool:
    """Whether a branch is the end of an interpolation behind which there is no score."""
    return branch.kind == "point" and not branch.label and ("outside", "error") in rule.options


def label_of(branch: Branch, rule: Lowered) -> str:
    """What a branch is called: by the author where it has words, else by its interval."""
    if branch.label or branch.interval is None:
        return branch.label
    return show_range(branch.interval, rule.percent)


def _rows(each: Each, path: str, place: Place | None) -> Iterator[Decision]:
    yield _decision("empty", path, each.table, each, each.place or place)
    for when, worth in each.rules:
        at = when.place if when is not None else (worth.rule.place if worth.rule is not None else None)
        label = when.text if when is not None else ""
        if len(each.rules) > 1:
            yield _decision("case", path, label, worth, at or place)
        if worth.rule is not None:
            for one in _rule(worth.rule, path, at or place):
                # Rows under several rules have rules of the same words.
                inner = f"{label}: {one.label}" if label else one.label
                yield _decision(one.kind, path, inner, one.of, one.place, one.side)


def _steps(worth: Worth, path: str, place: Place | None) -> Iterator[Decision]:
    for line in worth.then_deduct:
        yield _decision("line", path, line.label, line, line.place or place)
    if worth.ceiling is not None:
        yield from _rule(worth.ceiling, path, place)
        yield from _both("ceiling", path, worth.ceiling.text, worth.ceiling, worth.ceiling.place or place)
    for veto in worth.veto:
        yield _decision("veto", path, veto.text, veto, veto.place or place)


def _grades(grades: Grades, path: str, place: Place | None) -> Iterator[Decision]:
    for grade in grades.grades:
        yield _decision("grade", path, grade.name, grade, grade.place or place)
    for override in grades.override:
        when = override.when
        yield _decision("override", path, when.text, override, when.place or place)


# -- what cannot be reached ----------------------------------------------------------------------------


def _never(reading: Reading) -> Iterator[Any]:
    """The branches that no facts can reach, as far as that is proved."""
    places = {
        _spot(one.place) for check in (unreachable_band, unreachable_case) for one in check.check(reading)
    }
    for rule in reading.rules:
        for branch in rule.lowered.branches:
            if branch.place is not None and _spot(branch.place) in places and branch.kind in ("band", "case"):
                yield branch
        if rule.lowered.rule == "interpolate" and rule.lowered.quantity is not None:
            domain = reading.survey(rule.scope, applied=False).of(rule.lowered.quantity)
            yield from (
                branch
                for branch in rule.lowered.branches
                if isinstance(domain, Range)
                and branch.interval
                and intersect(branch.interval, domain) is None
            )
    for item in reading.items:
        for when, worth in item.each.rules if item.each is not None else ():
            if when is not None and when.place is not None and _spot(when.place) in places:
                yield worth


def _spot(place: Place | None) -> tuple[str, int, int] | None:
    return None if place is None else (place.source.name, place.start, place.end)
