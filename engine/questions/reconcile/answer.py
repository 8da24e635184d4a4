"""A sheet that was handed in beside the engine's scorecard: a verdict on every score, and what was found."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.questions.reconcile.findings import findings_of
from engine.questions.reconcile.judge import Judge
from engine.questions.reconcile.reported_scale import on_one_scale
from engine.questions.reconcile.sums import Sums, given, is_engines
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts_given import Facts
    from engine.questions.reconcile.findings import Finding
    from engine.questions.reconcile.judge import Verdict, VerdictKind
    from engine.questions.reconcile.reported import Column, Reported, ReportedRow
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric


class Reconciled(Record):
    """An item of the scorecard with what is reported of it (None: nothing) and the verdict on each score."""

    item: ItemScore
    row: ReportedRow | None
    verdicts: Mapping[Column, Verdict]
    depth: int


class Tally(Record):
    """One column as a whole: its leaves by verdict, its total, and how that differs from the engine's.

    ``total`` is the reported one, else what the reported scores come to, and then not ``stated``; None
    where neither can be told. ``rows`` is what the differences of the leaves add up to, ``rest`` what is
    left of the difference of the totals: rows left out, sums that are wrong, ceilings.
    """

    column: Column
    counts: Mapping[VerdictKind, int]
    total: Fraction | None
    stated: bool
    difference: Fraction | None
    rows: Fraction
    rest: Fraction | None
    grade: str = ""


class Reconciliation(Record):
    """All of it: every item in the order of the table, the whole last."""

    card: Scorecard
    rubric: Rubric
    reported: Reported
    rows: tuple[Reconciled, ...]
    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]

    @property
    def agreed(self) -> bool:
        """Whether every score is the engine's, and nothing else was found."""
        verdicts = (verdict for row in self.rows for verdict in row.verdicts.values())
        return not self.findings and all(verdict.kind == "agrees" for verdict in verdicts)


def reconcile(rubric: Rubric, facts: Facts, card: Scorecard, reported: Reported) -> Reconciliation:
    """Every reported score judged, and everything that was found about the sheet."""
    judge = Judge(rubric, facts)
    reported = on_one_scale(reported, rubric, card, lambda: judge.scoring)
    sums = {column: Sums(reported.rows, column, lambda: judge.scoring) for column in reported.columns}
    rows = tuple(_row(item, depth, reported, judge, sums) for item, depth in _in_order(card.root))
    findings = tuple(findings_of(rubric, facts, card, reported, judge, sums))
    tallies = tuple(_tally(column, rows, card, reported, sums[column]) for column in reported.columns)
    return Reconciliation(card, rubric, reported, rows, findings, tallies)


def _in_order(root: ItemScore) -> list[tuple[ItemScore, int]]:
    """Every item with its depth, and the whole at the end, as tables have it."""

    def below(item: ItemScore, depth: int) -> list[tuple[ItemScore, int]]:
        return [pair for child in item.items for pair in ((child, depth), *below(child, depth + 1))]

    return [*below(root, 0), (root, 0)]


def _row(
    item: ItemScore, depth: int, reported: Reported, judge: Judge, sums: Mapping[Column, Sums]
) -> Reconciled:
    row = reported.rows.get(item.path)
    verdicts: dict[Column, Verdict] = {}
    for column, score in row.scores.items() if row is not None else ():
        parts = None
        if item.items and not is_engines(item, score):
            parts = sums[column].of(item)
        verdicts[column] = judge.verdict(item, score, parts)
    return Reconciled(item, row, verdicts, depth)


def _tally(
    column: Column, rows: tuple[Reconciled, ...], card: Scorecard, reported: Reported, sums: Sums
) -> Tally:
    leaves = [row for row in rows if not row.item.items]
    counts: Counter[VerdictKind] = Counter(
        row.verdicts[column].kind for row in leaves if column in row.verdicts
    )
    by_rows = sum((_difference(row, column) for row in leaves), Fraction(0))
    whole = reported.rows.get("")
    stated = whole.scores.get(column) if whole is not None else None
    total = stated.value if stated is not None else None
    if stated is not None and is_engines(card.root, stated):
        total = card.root.low
    if total is None:
        made = sums.of(card.root)
        total = made.low if made is not None else None
    difference = None if total is None or card.root.exact is None else total - card.root.low
    rest = None if difference is None else difference - by_rows
    grade = whole.grades.get(column, "") if whole is not None else ""
    return Tally(column, counts, total, stated is not None, difference, by_rows, rest, grade)


def _difference(row: Reconciled, column: Column) -> Fraction:
    score = given(row.row, column)
    if score is None or score.value is None or row.item.exact is None or is_engines(row.item, score):
        return Fraction(0)
    return score.value - row.item.low
