"""The grades that no item decides alone: points are lost until one is reached, or the way to it is halved."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from engine.proof.near import fitting
from engine.proof.suggest_facts import FACT, ROWS
from rubric.number import round_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.proof.coverage import Covering
    from engine.proof.suggest_facts import Setting
    from engine.proof.suggest_search import Search
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Grade, Grades

MOST_HALVES: Final = 24
# More than any item is worth: what has no score counts as lost by nobody.
UNSCORED: Final = Fraction(10**9)
What = tuple[str, str]


def reach_by_losing(search: Search, path: str, grades: Grades) -> None:
    """Lose points of an item, the largest losses first, until its score lies in the interval of a grade."""
    losses: list[tuple[What, Any]] | None = None
    for grade, key in _wanted(search, grades):
        losses = _losses(search, path) if losses is None else losses
        change: dict[What, Any] = {}
        for what, value in losses:
            if key not in search.wanted or search.late:
                break
            trial = {**change, what: value}
            score = _tried(search, path, trial)
            low = grade.interval.lo
            if score is not None and (low is None or score.low >= low):
                change = trial


def reach_by_halving(search: Search, path: str, grades: Grades) -> None:
    """Halve the way between two values of one thing that lead past a grade on either side."""
    for grade, key in _wanted(search, grades):
        for what in [what for what in search.base if what[0] != ROWS]:
            for ends, rising in _past(search, path, what, grade):
                if key not in search.wanted or search.late:
                    return
                _halved(search, path, grade, what, ends, rising=rising)


def _wanted(search: Search, grades: Grades) -> Iterator[tuple[Grade, str]]:
    """The grades that are still wanted, from the best down, with their keys."""
    keys = {id(one.of): one.key for one in search.trial.covering.all if one.kind == "grade"}
    for grade in sorted(grades.grades, key=lambda one: -(one.interval.lo or Fraction(0))):
        if (key := keys.get(id(grade))) in search.wanted and key is not None:
            yield grade, key


def _tried(search: Search, path: str, change: Setting) -> ItemScore | None:
    decided, card = search.trial.tried(search.trial.covering, {**search.base, **change})
    search.note(decided, change)
    return _score(card, path)


def _score(card: Scorecard | None, path: str) -> ItemScore | None:
    return next((s for s in card.root.walk() if s.path == path), None) if card is not None else None


def _losses(search: Search, path: str) -> list[tuple[What, Any]]:
    """For every thing the value with which least is left of an item, the largest loss first."""
    found: list[tuple[Fraction, What, Any]] = []
    for what in search.base:
        if search.late:
            break
        part = _part(search, what)
        if part is None:
            continue
        values = ((),) if what[0] == ROWS else search.trial.candidates(what)
        before = _points(search, part, search.base, path)
        left = [
            (_points(search, part, {**search.base, what: value}, path), n) for n, value in enumerate(values)
        ]
        least, at = min(left)
        if least < before:
            found.append((before - least, what, values[at]))
    return [(what, value) for _, what, value in sorted(found, key=lambda one: -one[0])]


def _part(search: Search, what: What) -> Covering | None:
    """What has to be scored to see what a thing changes; None where nothing reads it."""
    if what[0] == ROWS:
        return search.trial.covering
    readers = [item for item in search.trial.items.values() if what in search.reads[item.path]]
    if not readers:
        return None
    alone = all(not item.is_group and not search.scored_with(item) for item in readers)
    return search.trial.of(readers) if alone else search.trial.covering


def _points(search: Search, part: Covering, setting: Setting, path: str) -> Fraction:
    _, card = search.trial.tried(part, setting)
    score = _score(card, path) or (card.root if card is not None else None)
    return score.low if score is not None and score.exact is not None else UNSCORED


def _past(
    search: Search, path: str, what: What, grade: Grade
) -> Iterator[tuple[tuple[Fraction, Fraction], bool]]:
    """Neighbouring values of a thing between which the score passes a grade, and whether it rises there."""
    low, high = grade.interval.lo, grade.interval.hi
    values = sorted(x for x in search.trial.candidates(what) if isinstance(x, Fraction))
    scores = [_points(search, search.trial.covering, {**search.base, what: x}, path) for x in values]
    for ends, (left, right) in zip(pairwise(values), pairwise(scores), strict=True):
        least, most = sorted((left, right))
        if most < UNSCORED and (low is None or least <= low) and (high is None or high <= most):
            yield ends, left < right


def _halved(
    search: Search, path: str, grade: Grade, what: What, ends: tuple[Fraction, Fraction], *, rising: bool
) -> None:
    a, b = ends
    for _ in range(MOST_HALVES):
        middle = _on_grid(search, what, (a + b) / 2)
        if middle is None or middle in (a, b):
            return
        score = _tried(search, path, {what: middle})
        if score is None or grade.interval.contains(score.low):
            return
        below = grade.interval.lo is not None and score.low <= grade.interval.lo
        a, b = (middle, b) if below == rising else (a, middle)


def _on_grid(search: Search, what: What, x: Fraction) -> Fraction | None:
    if what[0] == FACT:
        return next(fitting(search.trial.rubric.facts[what[1]], (x,)), None)
    return round_places(x, 4, "half_up")
