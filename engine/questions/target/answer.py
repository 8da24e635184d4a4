"""What would reach a target: each fact alone, the cheapest way over several, and the most that can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.questions.target.combine import Best, Combining, Way
from engine.questions.target.free import Chosen
from engine.questions.target.line import Wanted, at_least, line_of
from engine.questions.target.trial import Trials
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction
    from typing import Literal

    from engine.facts_given import Facts
    from engine.questions.target.goal import Goal
    from engine.questions.target.lever import Lever
    from engine.scorecard import ItemScore, Known
    from rubric.model import Rubric


class Step(Record):
    """One lever at another value, and what the goal's item is then worth."""

    lever: Lever
    value: Known
    score: Fraction
    moved: tuple[tuple[ItemScore, ItemScore], ...]
    sure: bool = True


class Alone(Record):
    """What one lever can do by itself: its next step that gains anything, the least change that reaches
    the goal, and the most that can be had of it. None where there is none; ``most`` is the least change that
    is worth the most that was found, ``never`` what no value of it is worth more than."""

    lever: Lever
    next: Step | None
    reach: Step | None
    most: Step | None
    never: Fraction
    sure: bool = True


class Answer(Record):
    """The answer. ``levers`` are those that were free, ``why`` how they were chosen, ``left`` those of the
    items below full that were not; ``idle`` were named free and reach nothing."""

    goal: Goal
    score: ItemScore
    grades: tuple[str, ...]
    reached: bool
    levers: tuple[Lever, ...]
    why: Literal["named", "marked", "read"]
    alone: tuple[Alone, ...] = ()
    way: Way | None = None
    way_moved: tuple[tuple[ItemScore, ItemScore], ...] = ()
    way_score: Fraction | None = None
    way_grades: tuple[str, ...] = ()
    best: Best | None = None
    best_grades: tuple[str, ...] = ()
    impossible: bool = False
    left: tuple[Lever, ...] = ()
    idle: tuple[Lever, ...] = ()
    judged: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def target(rubric: Rubric, facts: Facts, goal: Goal, free: Sequence[Lever]) -> Answer:
    """What reaches a goal. ``free`` are the levers that were named; without any, those that the facts mark
    or, where nothing is marked, what the items below full read and others are not measured against."""
    trials = Trials(rubric, facts, goal)
    now = trials.at({})
    wanted = Wanted(
        lambda found: goal.met(found.score, found.grades),
        lambda found: goal.possible(found.score, found.grades),
    )
    chosen = Chosen(rubric, facts, goal)
    levers, why, left = chosen.levers(free)
    answer = Answer(goal, now.score, now.grades, wanted.is_met(now), levers, why)
    if answer.reached:
        return answer
    able = [one for one in levers if _reaches(one, trials)]
    alone = tuple(_alone(one, trials, wanted) for one in able)
    combining = Combining(able, trials, wanted)
    best = combining.best()
    way = combining.cheapest(best)
    values = way.values if way is not None else {}
    bound = combining.sets.most
    beyond = bound is not None and not wanted.may_be(bound)
    return Answer(
        goal,
        now.score,
        now.grades,
        False,
        levers,
        why,
        alone=tuple(sorted(alone, key=_rank)),
        way=way,
        way_moved=_moved(trials, values),
        way_score=trials.at(values).score.low if way is not None else None,
        way_grades=trials.at(values).grades if way is not None else (),
        best=best,
        best_grades=trials.at(best.values).grades,
        impossible=way is None and (beyond or best.worth == best.never),
        left=left,
        idle=tuple(one for one in levers if one not in able),
        judged=chosen.judged(levers),
        open=chosen.open(),
    )


def _reaches(lever: Lever, trials: Trials) -> bool:
    """Whether a lever reaches the goal's item at all."""
    touched = trials.touched((lever,))
    return touched is None or trials.goal.path in touched


def _rank(one: Alone) -> tuple[bool, bool, Fraction, int]:
    """Those that reach the goal first, then those that gain something, the least change first."""
    step = one.reach or one.next
    effort = one.lever.effort(step.value) if step is not None else one.never * 0
    return one.reach is None, one.next is None, effort, one.lever.order


def _alone(lever: Lever, trials: Trials, wanted: Wanted) -> Alone:
    now = trials.at({}).score.low
    gains = Wanted(lambda found: found.score.low > now, lambda found: found.score.high > now)
    line = line_of(lever, {}, trials)
    first = line.least(gains)
    if first.value is None:
        return Alone(lever, None, None, None, now, first.sure)
    reach = line.least(wanted)
    best, worth, never = line.most()
    if reach.value is None:
        nearest = line.least(at_least(worth))
        best = best if nearest.value is None else nearest.value
    return Alone(
        lever,
        _step(lever, first.value, trials, sure=first.sure),
        None if reach.value is None else _step(lever, reach.value, trials, sure=reach.sure),
        _step(lever, best, trials, sure=True),
        never,
        reach.sure,
    )


def _step(lever: Lever, value: Known, trials: Trials, *, sure: bool) -> Step:
    return Step(lever, value, trials.at({lever: value}).score.low, _moved(trials, {lever: value}), sure)


def _moved(trials: Trials, values: Mapping[Lever, Known]) -> tuple[tuple[ItemScore, ItemScore], ...]:
    """The leaves that move, as they are and as they would be."""
    after = trials.at(values).done
    found: list[tuple[ItemScore, ItemScore]] = []
    for path, old in trials.base.items():
        new = after.get(path, old)
        pairs = zip(old.items, new.items, strict=False) if old.table is not None else [(old, new)]
        found += [
            (a, b)
            for a, b in pairs
            if not a.items and a.path == b.path and (a.low, a.high) != (b.low, b.high)
        ]
    return tuple(found)
