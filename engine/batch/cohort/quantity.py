"""What the quantities over all subjects read of one subject, by the engine that scores one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.evaluate import NoValue
from engine.score import world_of
from engine.scorecard import Undefined
from rubric.circles import item_path
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.facts_given import Facts
    from engine.scorecard import Known
    from engine.world import World
    from rubric.model import Cohort, Quota, Rubric


class Read(Record):
    """A subject's number (of ``count`` 1 or 0), whether it takes part, and its set; None is open.

    Without ``where`` everybody takes part; without ``by`` the set is empty text for everybody.
    """

    of: Fraction | None
    where: bool | None
    by: str | None


def read_quantities(rubric: Rubric, facts: Facts, cohort: Iterable[Cohort]) -> Iterator[Read]:
    """What each of some quantities reads of a subject; those that they read in turn are among its facts."""
    world = world_of(rubric, facts)
    for one in cohort:
        of = _value(world, one)
        number = Fraction(of) if isinstance(of, Fraction | bool) else None
        yield Read(number, _takes_part(world, one), _set(world, one))


def read_quotas(rubric: Rubric, facts: Facts, quotas: Iterable[Quota]) -> Iterator[Read]:
    """Of each of some quotas whether it counts a subject, and the subject's set."""
    world = world_of(rubric, facts)
    for one in quotas:
        yield Read(None, _takes_part(world, one), _set(world, one))


def _value(world: World, one: Cohort) -> Known | None:
    try:
        return world.evaluator.value(one.of, lambda name: _named(world, one.on, name))
    except NoValue:
        return None


def _takes_part(world: World, one: Cohort | Quota) -> bool | None:
    if one.where is None:
        return True
    on = getattr(one, "on", None)
    if on != "exact":
        return world.holds(one.where.when)[0]
    try:
        return bool(world.evaluator.value(one.where.when, lambda name: _named(world, on, name)))
    except NoValue:
        return None


def _set(world: World, one: Cohort | Quota) -> str | None:
    if one.by is None:
        return ""
    known = world.known.get(one.by)
    return None if known is None else str(known)


def _named(world: World, on: str | None, name: str) -> Known:
    if on != "exact" or not name.startswith("score:"):
        return world.exact(name)
    path = item_path(name.removeprefix("score:"), world.paths)
    assert path is not None  # the loader has looked
    item = world.scored(path)
    if item.exact is None:
        raise NoValue(Undefined("open_item", path))
    return item.exact
