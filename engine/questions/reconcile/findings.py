"""What is wrong with a sheet beside its scores: rows, sums, points, reasons, grades, columns at odds."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from engine.questions.reconcile.reported import COLUMNS
from engine.questions.reconcile.reported_heads import plain
from engine.questions.reconcile.sums import is_engines, prints
from rubric.number import show
from rubric.problems import did_you_mean
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.facts_given import Facts
    from engine.questions.reconcile.judge import Judge
    from engine.questions.reconcile.reported import Column, Figure, Reported, ReportedRow, Score
    from engine.questions.reconcile.sums import Sums
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Item, Rubric
    from rubric.place import Place

FindingKind = Literal[
    "subject",
    "period",
    "left_out",
    "unknown",
    "several",
    "twice",
    "points",
    "weight",
    "outside",
    "sum",
    "sum_open",
    "grade",
    "grade_unknown",
    "full_without_fact",
    "no_reason",
    "unexplained",
]


class Finding(Record):
    """One thing found. ``reported`` and ``due`` are the numbers at odds; ``text`` the word that was written,
    ``said`` the one that is due; ``before`` the column that a later one contradicts."""

    kind: FindingKind
    path: str | None = None
    name: str = ""
    column: Column | None = None
    reported: Fraction | None = None
    due: Fraction | None = None
    text: str = ""
    said: str = ""
    before: Column | None = None
    place: Place | None = None
    near_zh: str = ""
    near_en: str = ""


def findings_of(
    rubric: Rubric,
    facts: Facts,
    card: Scorecard,
    reported: Reported,
    judge: Judge,
    sums: Mapping[Column, Sums],
) -> Iterator[Finding]:
    """Everything found, in the order in which a reviewer goes through a sheet."""
    items = {item.path: item for item in rubric.root.walk()}
    above = {child.path: item for item in card.root.walk() for child in item.items}
    yield from _about(facts, reported)
    for stray in reported.strays:
        zh, en = stray.near_zh, stray.near_en
        yield Finding(stray.kind, None, stray.name, place=stray.place, near_zh=zh, near_en=en)
    yield from _left_out(card, reported)
    for item in card.root.walk():
        row = reported.rows.get(item.path)
        if row is not None:
            yield from _points(item, row, items.get(item.path), (above.get(item.path, card.root), card.root))
            yield from _scores(item, row, items.get(item.path))
    for column in reported.columns:
        yield from _sums(card, reported, column, sums[column])
        yield from _grade(rubric, card, reported, column, judge, sums[column])


def _about(facts: Facts, reported: Reported) -> Iterator[Finding]:
    if reported.subject and facts.subject and plain(reported.subject) != plain(facts.subject):
        yield Finding("subject", text=reported.subject, said=facts.subject)
    if reported.period and facts.period and plain(reported.period).rstrip("年度") != plain(facts.period):
        yield Finding("period", text=reported.period, said=facts.period)


def _left_out(card: Scorecard, reported: Reported) -> Iterator[Finding]:
    """The leaves without a score in the first column; what does not apply need not be there."""
    first = reported.columns[0]
    for item in card.root.walk():
        row = reported.rows.get(item.path)
        there = row is not None and (first in row.scores)
        if not item.items and item.path and not there and item.state != "not_applicable":
            yield Finding("left_out", item.path, item.name, first, due=item.score)


# -- one row ------------------------------------------------------------------------------------------------


def _points(
    item: ItemScore, row: ReportedRow, held: Item | None, above: Sequence[ItemScore]
) -> Iterator[Finding]:
    own = held.points if held is not None else item.points
    if row.points is not None and not _is_one(row.points, (item.points, own)):
        yield Finding("points", item.path, item.name, reported=row.points.value, due=own, place=row.place)
    if row.weight is not None and not _is_one(row.weight, _weights(item, held, above)):
        due = held.weight if held is not None and held.weight is not None else own
        yield Finding("weight", item.path, item.name, reported=row.weight.value, due=due, place=row.place)


def _is_one(figure: Figure, those: Iterable[Fraction]) -> bool:
    return any(prints(one, figure.value, figure.places) for one in those)


def _weights(item: ItemScore, held: Item | None, above: Sequence[ItemScore]) -> set[Fraction]:
    """All that may stand as the weight of an item: its points, or a share of those above it, or of 100."""
    points = held.points if held is not None else item.points
    found = {points, item.points}
    found |= {item.points / one.points for one in above if one.points}
    if held is not None and held.weight is not None:
        found.add(held.weight)
    return found | {share * 100 for share in found}


def _scores(item: ItemScore, row: ReportedRow, held: Item | None) -> Iterator[Finding]:
    before: tuple[Column, Score] | None = None
    for column in COLUMNS:
        score = row.scores.get(column)
        if score is None:
            continue
        yield from _score(item, held, column, score)
        if before is not None and score.value != before[1].value:
            if not score.reason and not item.items:
                made = _finding("unexplained", item, column, score, before[1].value, before[0])
                yield replace(made, said=before[1].text)
        elif before is None:
            yield from _reason(item, column, score)
        before = (column, score)


def _score(item: ItemScore, held: Item | None, column: Column, score: Score) -> Iterator[Finding]:
    value = score.value
    if value is None or is_engines(item, score):
        return
    least, most = _bounds(item, held)
    if value > most and (item.points or item.state != "not_applicable"):
        yield _finding("outside", item, column, score, due=most)
    elif value < least:
        yield _finding("outside", item, column, score, due=least)
    if not item.items and item.state == "unscored" and value == item.points > 0:
        yield _finding("full_without_fact", item, column, score)


def _bounds(item: ItemScore, held: Item | None) -> tuple[Fraction, Fraction]:
    """The least and the most that an item can have, with the bonuses below it."""
    bonus = sum((one.points for one in item.walk()[1:] if one.bonus), Fraction(0))
    below = (
        sum((child.least for child in held.walk() if not child.is_group), Fraction(0))
        if held
        else Fraction(0)
    )
    return min(Fraction(0), below, held.least if held is not None else Fraction(0)), item.points + bonus


def _reason(item: ItemScore, column: Column, score: Score) -> Iterator[Finding]:
    if item.items or item.bonus or score.value is None or score.reason:
        return
    if score.value < item.points:
        yield _finding("no_reason", item, column, score, due=item.points)


def _finding(
    kind: FindingKind,
    item: ItemScore,
    column: Column,
    score: Score,
    due: Fraction | None = None,
    before: Column | None = None,
) -> Finding:
    return Finding(
        kind,
        item.path,
        item.name,
        column,
        score.value,
        due,
        text=score.text,
        before=before,
        place=score.place,
    )


# -- a column -----------------------------------------------------------------------------------------------


def _sums(card: Scorecard, reported: Reported, column: Column, sums: Sums) -> Iterator[Finding]:
    """Groups, and the whole, whose score is not what their reported parts come to."""
    for item in (*card.root.walk()[1:], card.root):
        row = reported.rows.get(item.path)
        score = row.scores.get(column) if row is not None else None
        if score is None or score.value is None or not item.items:
            continue
        made = sums.of(item)
        if made is None:
            yield from _left_sum(item, column, score, sums)
            continue
        if made.exact is not None and not prints(made.low, score.value, score.places):
            yield _finding("sum", item, column, score, due=made.low)


def _left_sum(item: ItemScore, column: Column, score: Score, sums: Sums) -> Iterator[Finding]:
    """A sum that cannot be right whatever the rows that were left out would have."""
    ends = sums.between(item)
    if ends is None or score.value is None or ends[0] <= score.value <= ends[1]:
        return
    said = f"{show(ends[0])} – {show(ends[1])}"
    due = ends[0] if score.value < ends[0] else ends[1]
    yield replace(_finding("sum_open", item, column, score, due), said=said)


def _grade(
    rubric: Rubric, card: Scorecard, reported: Reported, column: Column, judge: Judge, sums: Sums
) -> Iterator[Finding]:
    """A grade that is not that of the total beside it."""
    grades, whole = rubric.root.grades, reported.rows.get("")
    text = whole.grades.get(column) if whole is not None else None
    if grades is None or whole is None or not text:
        return
    named = {plain(grade.name): grade.name for grade in grades.grades}
    name = named.get(plain(text))
    if name is None:
        zh, en = did_you_mean(text, list(named.values()))
        known = "、".join(named.values())
        yield Finding(
            "grade_unknown", "", known, column, text=text, near_zh=zh, near_en=en, place=whole.place
        )
        return
    score = whole.scores.get(column)
    made = sums.of(card.root) if score is None else None
    value = score.value if score is not None else made.low if made is not None else None
    if value is None:
        return
    root = replace(card.root, exact=value, span=(value, value), low=value, high=value)
    due, _ = judge.scoring.grades(grades, root)
    if name not in due:
        yield Finding("grade", "", "", column, value, text=text, said="、".join(due), place=whole.place)
