"""A rubric and facts to a scorecard. Pure: the same two always give the same third."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.checks import run_checks
from engine.group import score_group
from engine.leaf import made, not_applicable, otherwise, score_leaf
from engine.placement import Applied, Placement, Placements
from engine.quota import limited
from engine.rows import rows_of
from engine.scorecard import ItemScore, Required, Scorecard, Trace, Undefined
from engine.world import Context, World
from rubric.moves import MOVES
from rubric.range import Range, hull, intersect
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.facts_given import Facts
    from rubric.model import Each, Grades, Item, Rubric

VERSION: Final = "0.1.0"


def score(rubric: Rubric, facts: Facts, *, traced: bool = True) -> Scorecard:
    """The score of one subject, with the reason for every point.

    Unless it is ``traced``, leaves do not say what they rest on and by which steps.
    """
    scoring = _Scoring(rubric, facts, traced=traced)
    root = scoring.root()
    grades, override = scoring.grades(rubric.root.grades, root)
    return Scorecard(
        title=rubric.title,
        version=rubric.version,
        status=rubric.status,
        language=rubric.language,
        subject=facts.subject,
        period=facts.period,
        root=root,
        grades=grades,
        override=override,
        requires=tuple(scoring.requires(root)),
        checks=tuple(run_checks(scoring.world)),
        rubric_sha256=rubric.sha256,
        facts_sha256=facts.sha256,
        engine=VERSION,
        notices=facts.notices,
        quota=() if override is not None else limited(rubric.root.grades, grades, scoring.world),
    )


def world_of(rubric: Rubric, facts: Facts) -> World:
    """All that is known of one subject, with the scores of its items: each is scored when it is asked for."""
    return _Scoring(rubric, facts).world


class _Scoring:
    """One subject being scored; an item is scored once, when it is first asked for."""

    def __init__(self, rubric: Rubric, facts: Facts, *, traced: bool = True) -> None:
        self.rubric = rubric
        self.world = World(rubric, facts, self.item, traced=traced)
        self.placements = Placements(self.world)
        self.done: dict[str, ItemScore] = {}

    def root(self) -> ItemScore:
        """The score of the whole; where nothing of it applies there is nothing to score."""
        root, item = self.item(""), self.rubric.root
        if not self.placements.nothing:
            return root
        ends = (item.least, item.points)
        why = root.undefined or Undefined("nothing_applies")
        return replace(
            root,
            state="unscored",
            exact=None,
            span=ends,
            low=ends[0],
            high=ends[1],
            steps=(),
            difference=Fraction(0),
            undefined=why,
        )

    def item(self, path: str) -> ItemScore:
        """The score of the item at a path."""
        if path not in self.done:
            self.done[path] = self._score(self.world.paths[path])
        return self.done[path]

    def _score(self, item: Item) -> ItemScore:
        applied, place = self.placements.applied[item.path], self.placements.places[item.path]
        rounding = self.rubric.rounding.get("item")
        if item.each is not None:
            return self._rows(item, applied, place)
        if not item.items:
            judged = self.world.facts.judgements.get(item.path)
            shares = item.rule.shares if item.rule is not None else None
            context = Context(self.world, item.points, judged, shares=shares)
            return score_leaf(item, item.worth, context, applied, place, rounding)
        if applied.applies is False:
            return not_applicable(item, applied, place, self.rubric.rounding.get("group"), Trace())
        children = tuple(self.item(child.path) for child in item.items)
        return self._graded(item, score_group(item, children, self.world, applied, place))

    def _rows(self, item: Item, applied: Applied, place: Placement) -> ItemScore:
        assert item.each is not None  # only groups of rows come here
        rows = rows_of(item, self.world)
        if applied.applies is False:
            return not_applicable(item, applied, place, self.rubric.rounding.get("group"), Trace())
        if rows is None:
            why = applied.lacks or Undefined("missing_fact", item.each.table)
            span = _unread(item, item.each, applied, place)
            rounding = self.rubric.rounding.get("group")
            return made(item, place, rounding, trace=Trace(), span=span, undefined=why, applied=applied)
        rounding, whole = self.rubric.rounding.get("item"), Applied(True)
        children = []
        for row in rows:
            worth = row.worth
            if worth is None:
                span = place.counted(Range(Fraction(0), row.item.points))
                why = Undefined("missing_fact", item.each.table)
                children.append(made(row.item, place, rounding, trace=Trace(), span=span, undefined=why))
            else:
                children.append(score_leaf(row.item, worth, row.context, whole, place, rounding))
        return self._graded(item, score_group(item, tuple(children), self.world, applied, place))

    # -- grades and requirements --

    def _graded(self, item: Item, score: ItemScore) -> ItemScore:
        if item.grades is None or not item.path:
            return score
        return replace(score, grades=self.grades(item.grades, score)[0])

    def grades(self, grades: Grades | None, root: ItemScore) -> tuple[tuple[str, ...], str | None]:
        """Every grade that is still possible, and the reason of an override that decided."""
        if grades is None:
            return (), None
        own = _read(grades, root)
        for override in grades.override:
            holds, _ = self.world.holds(override.when.when)
            if holds:
                return (override.grade,), override.when.because or override.when.text
            if holds is None and override.grade not in own:
                own = (*own, override.grade)
        return own, None

    def requires(self, root: ItemScore) -> Iterator[Required]:
        """Everything that must be attached and is not."""
        for score_ in root.walk():
            item = self.world.paths.get(score_.path)
            for one in item.requires if item is not None else ():
                attached = self.world.facts.attached.get(score_.path, frozenset())
                lost = Range(score_.points - score_.high, score_.points - score_.low)
                context = Context(self.world, score_.points, extra={"lost": lost})
                holds, _ = self.world.holds(one.when.when, context.exact, context.bound)
                if holds and one.what not in attached:
                    because = one.when.because
                    yield Required(
                        score_.path, one.what, one.when.text, because, one.blocking, attached=False
                    )


def _unread(item: Item, each: Each, applied: Applied, place: Placement) -> Range:
    """Everything that a group of rows can come to while its table is open, in the table's points."""
    # Without a row, what moves or leaves the table counts 0, whatever its least.
    low = min(item.least, Fraction(0)) if each.if_empty in MOVES else item.least
    span = place.counted(Range(low, item.points))
    return hull(span, otherwise(item, applied, place)) if applied.applies is None else span


def _read(grades: Grades, root: ItemScore) -> tuple[str, ...]:
    if root.exact is not None:
        value = root.exact if grades.on == "exact" else root.low
        return tuple(g.name for g in grades.grades if g.interval.contains(value))
    low, high = root.span if grades.on == "exact" else (root.low, root.high)
    span = Range(low, high)
    return tuple(g.name for g in grades.grades if intersect(g.interval, span) is not None)
