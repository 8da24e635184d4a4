"""Judgements of a facts file: levels, shares and given points, held against what the rubric allows."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.facts_names import rows_by_name, unknown
from engine.facts_problems import GivenTwice, ReasonMissing, UnknownTopKey, WrongJudgement
from engine.facts_table_problems import PointsOfNothing, RowPoints, WrongGiven
from rubric.keywords import canonical_key
from rubric.number import read_number, round_places, show
from rubric.range import Range
from rubric.record import Record
from rubric.source import Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.facts_given import GivenRow
    from engine.facts_names import NamedRow
    from rubric.model import Item, Rounding, Rubric
    from rubric.problems import Problem
    from rubric.rules.base import Branch, Lowered
    from rubric.source import Place

KEYS: Final = frozenset(("level", "share", "points", "reason"))
JUDGING: Final = ("judgement", "given")


class Judged(Record):
    """A level ('' where points are given), the shares of the points it leaves open, and the reason."""

    level: str
    low: Fraction
    high: Fraction
    reason: str
    place: Place

    @property
    def share(self) -> Fraction | None:
        """The share, None while only the level is known."""
        return self.low if self.low == self.high else None


class _Target(Record):
    """What is judged: a leaf, or a row whose ``points`` are None while they are to be computed.

    ``rules`` are those that leave it to a person; which of them a row falls under is not known yet.
    """

    path: str
    rules: tuple[Lowered, ...]
    points: Fraction | None
    least: Fraction = Fraction(0)

    @property
    def given(self) -> bool:
        """Whether points are typed in, with no level to hold them against."""
        return any(rule.rule == "given" for rule in self.rules)

    @property
    def whole(self) -> Fraction:
        """What its shares are shares of: its points, or the most that is taken where it has none."""
        return self.points or -self.least


_Span = tuple[str, Fraction, Fraction]


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


def _targets(rubric: Rubric, tables: Mapping[str, tuple[GivenRow, ...]]) -> dict[str, list[_Target]]:
    """Everything that may be judged, by every name it goes by."""
    named: dict[str, list[_Target]] = {}
    for item in rubric.root.walk():
        if item.each is None and (rules := judging_rules(item)):
            target = _Target(item.path, rules, item.points, item.least)
            for word in dict.fromkeys((item.path, item.name)):
                named.setdefault(word, []).append(target)
    groups = [item for item in rubric.root.walk() if item.each is not None and judging_rules(item)]
    for word, rows in rows_by_name(groups, tables).items():
        found = [_Target(one.path, judging_rules(one.group), _row_points(one)) for one in rows]
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


def _target(key: Text, targets: Mapping[str, Sequence[_Target]]) -> _Target | None:
    found = targets.get(key, ())
    exact = [target for target in found if target.path == key]
    return exact[0] if exact else found[0] if len(found) == 1 else None


# -- one judgement -----------------------------------------------------------------------------------


def _judged(
    key: Text, entry: Any, target: _Target, rounding: Rounding | None
) -> tuple[Judged | None, list[Problem]]:
    if not isinstance(entry, Table):
        return None, [_refused(key, target, getattr(entry, "place", key.place))]
    parts = {canonical_key(k, KEYS): v for k, v in entry.items()}
    extra = [k for k in entry if canonical_key(k, KEYS) not in KEYS]
    problems: list[Problem] = [UnknownTopKey(place=k.place, key=k) for k in extra]
    reason = parts.get("reason")
    if not isinstance(reason, Text) or not reason.strip():
        problems.append(ReasonMissing(place=key.place, name=key))
    span = _span(key, parts, target, rounding)
    if not isinstance(span, tuple):
        problems.append(span)
    if problems or not isinstance(span, tuple):
        return None, problems
    level, low, high = span
    return Judged(level, low, high, str(reason), key.place), []


def _span(key: Text, parts: Mapping[str, Any], target: _Target, rounding: Rounding | None) -> _Span | Problem:
    """The level and the shares it leaves, or why the level and the figure do not go together."""
    share = read_number(str(parts["share"])) if "share" in parts else None
    points = read_number(str(parts["points"])) if "points" in parts else None
    if (
        ("share" in parts and not (share and share.sign))
        or ("points" in parts and (not points or points.sign))
        or ("share" in parts and "points" in parts)
    ):
        return _refused(key, target)
    if points is not None and target.points is None:
        return RowPoints(place=key.place, name=key)
    nothing = target.points == 0 and not (target.given and target.least < 0)
    if points is not None and nothing and points.value != 0:
        return PointsOfNothing(place=key.place, name=key, found=show(points.value))
    figures = share.value if share else None, points.value if points else None
    held = (_under(rule, parts.get("level"), *figures, target, rounding) for rule in target.rules)
    return next((span for span in held if span is not None), None) or _refused(key, target)


def _under(
    rule: Lowered,
    level: Any,
    share: Fraction | None,
    points: Fraction | None,
    target: _Target,
    rounding: Rounding | None,
) -> _Span | None:
    """What a judgement comes to under one rule, None where it does not hold under it."""
    if rule.rule == "given":
        return None if level is not None else _as_given(share, points, target)
    for branch in rule.branches:
        held = branch.interval
        if held is None or level not in (None, branch.label):
            continue
        if share is not None and held.contains(share):
            return branch.label, share, share
        if points is not None and _within(points, branch, target, rounding):
            return branch.label, *_share_of(points, target)
        if share is None and points is None and level is not None:
            return branch.label, held.lo or Fraction(0), Fraction(1) if held.hi is None else held.hi
    return None


def _as_given(share: Fraction | None, points: Fraction | None, target: _Target) -> _Span | None:
    """A share or points within the bounds of what is judged, without a level."""
    most = target.points
    if points is not None:
        assert most is not None  # asked before
        return ("", *_share_of(points, target)) if target.least <= points <= most else None
    if share is None:
        return None
    inside = share <= 1 and (share >= 0 if most is None else share * most >= target.least)
    if most == 0:
        inside = share == 0 or (target.least < 0 and -1 <= share < 0)
    return ("", share, share) if inside else None


def _share_of(points: Fraction, target: _Target) -> tuple[Fraction, Fraction]:
    share = points / target.whole if target.whole else Fraction(0)
    return share, share


def _within(points: Fraction, level: Branch, target: _Target, rounding: Rounding | None) -> bool:
    held = level.interval
    assert held is not None  # levels are made with their interval
    assert target.points is not None  # asked before
    ends = (held.lo or Fraction(0), Fraction(1) if held.hi is None else held.hi)
    low, high = (end * target.points for end in ends)
    if rounding is not None:
        low, high = (round_places(x, rounding.places, rounding.mode) for x in (low, high))
    empty = low > high or (low == high and (held.lo_open or held.hi_open))
    return not empty and Range(low, high, held.lo_open, held.hi_open).contains(points)


def _refused(key: Text, target: _Target, place: Place | None = None) -> Problem:
    place = place or key.place
    levels = [branch.label for rule in target.rules for branch in rule.branches]
    if levels:
        return WrongJudgement(place=place, name=key, levels="、".join(dict.fromkeys(levels)))
    zh, en = "带百分号的得分率", "a share with its percent sign"
    if target.points is not None:
        low, high = show(target.least), show(target.points)
        zh, en = f"{low} 到 {high} 之间的得分，或{zh}", f"points from {low} to {high}, or {en}"
    return WrongGiven(place=place, name=key, least=show(target.least), due_zh=zh, due_en=en)
