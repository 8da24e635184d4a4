"""Judgements of a facts file, held against the levels that the rubric allows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.facts_problems import ReasonMissing, UnknownFact, UnknownTopKey, WrongJudgement
from rubric.keywords import canonical_key
from rubric.number import read_number, round_places
from rubric.problems import nearest
from rubric.range import Range
from rubric.source import Table, Text

if TYPE_CHECKING:
    from rubric.model import Item, Rubric
    from rubric.problems import Problem
    from rubric.rules.base import Branch
    from rubric.source import Place

KEYS = frozenset(("level", "share", "points", "reason"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A level, the shares of the points it leaves open (one when settled) and the reason."""

    level: str
    low: Fraction
    high: Fraction
    reason: str
    place: Place

    @property
    def share(self) -> Fraction | None:
        """The share, None while only the level is known."""
        return self.low if self.low == self.high else None


def read_judgements(held: Any, rubric: Rubric) -> tuple[dict[str, Judged], list[Problem]]:
    """The judgements by the path of their item, and what is wrong with them."""
    if not isinstance(held, Table):
        return {}, [UnknownTopKey(place=held.place, key=str(held)[:20])] if held else []
    judged: dict[str, Judged] = {}
    problems: list[Problem] = []
    for key, entry in held.items():
        item = _item(key, rubric)
        if item is None or item.path in judged:
            problems.append(_unknown(key, rubric))
            continue
        one, found = _judged(key, entry, item, rubric)
        problems += found
        if one is not None:
            judged[item.path] = one
    return judged, problems


def _judged_items(rubric: Rubric) -> list[Item]:
    return [i for i in rubric.root.walk() if i.rule is not None and i.rule.rule == "judgement"]


def _item(key: Text, rubric: Rubric) -> Item | None:
    found = [i for i in _judged_items(rubric) if key in (i.path, i.name)]
    exact = [i for i in found if i.path == key]
    return exact[0] if exact else found[0] if len(found) == 1 else None


def _unknown(key: Text, rubric: Rubric) -> Problem:
    near = nearest(key, [word for i in _judged_items(rubric) for word in (i.path, i.name)])
    zh, en = (f"是不是“{near}”？", f"Did you mean {near}? ") if near else ("", "")
    return UnknownFact(place=key.place, name=key, near_zh=zh, near_en=en)


def _judged(key: Text, entry: Any, item: Item, rubric: Rubric) -> tuple[Judged | None, list[Problem]]:
    if not isinstance(entry, Table):
        return None, [
            WrongJudgement(place=getattr(entry, "place", key.place), name=key, levels=_levels(item))
        ]
    parts = {canonical_key(k, KEYS): v for k, v in entry.items()}
    extra = [k for k in entry if canonical_key(k, KEYS) not in KEYS]
    problems: list[Problem] = [UnknownTopKey(place=k.place, key=k) for k in extra]
    reason = parts.get("reason")
    if not isinstance(reason, Text) or not reason.strip():
        problems.append(ReasonMissing(place=key.place, name=key))
    span = _span(parts, item, rubric)
    if span is None:
        problems.append(WrongJudgement(place=key.place, name=key, levels=_levels(item)))
    if problems or span is None:
        return None, problems
    return Judged(str(parts.get("level", span[0])), span[1], span[2], str(reason), key.place), []


def _span(parts: dict[str, Any], item: Item, rubric: Rubric) -> tuple[str, Fraction, Fraction] | None:
    """The level and the shares it leaves, or None where level and figure do not go together."""
    rule = item.rule
    assert rule is not None  # only items with a judgement come here
    share = read_number(str(parts["share"])) if "share" in parts else None
    points = read_number(str(parts["points"])) if "points" in parts else None
    if ("share" in parts and not (share and share.sign)) or (
        "points" in parts and (not points or points.sign)
    ):
        return None
    if share is not None and points is not None:
        return None
    wanted = parts.get("level")
    for level in rule.branches:
        if (wanted is None or wanted == level.label) and level.interval is not None:
            if share is not None and level.interval.contains(share.value):
                return level.label, share.value, share.value
            if points is not None and _within(points.value, level, item, rubric):
                return level.label, points.value / item.points, points.value / item.points
            if share is None and points is None and wanted is not None:
                return level.label, level.interval.lo or Fraction(0), level.interval.hi or Fraction(1)
    return None


def _within(points: Fraction, level: Branch, item: Item, rubric: Rubric) -> bool:
    held, rounding = level.interval, rubric.rounding.get("item")
    assert held is not None  # levels are made with their interval
    low, high = (held.lo or Fraction(0)) * item.points, (held.hi or Fraction(1)) * item.points
    if rounding is not None:
        low, high = (round_places(x, rounding.places, rounding.mode) for x in (low, high))
    empty = low > high or (low == high and (held.lo_open or held.hi_open))
    return not empty and Range(low, high, held.lo_open, held.hi_open).contains(points)


def _levels(item: Item) -> str:
    return "、".join(b.label for b in item.rule.branches) if item.rule else ""
