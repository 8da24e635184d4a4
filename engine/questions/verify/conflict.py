"""What cannot be true together: the fewest identities and figures, and the one figure that could mend it."""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING, Final

from engine.questions.verify.printed import Members, printed_in, unit_of, whole_in
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction

    from engine.questions.verify.figures import Figures
    from rubric.model import Check
    from rubric.range import Range

MOST_TRIED: Final = 60
MOST_CORES: Final = 12


class Mend(Record):
    """A figure that, alone misprinted, would reconcile all: what it would have to be.

    ``printed`` are the figures it would have to be printed as, none where it is exact and may be any number
    of ``ranges``. ``sharp`` says that each of these is a way out; otherwise only that no other is.
    """

    fact: str
    ranges: tuple[Range, ...]
    printed: tuple[Members, ...]
    sharp: bool


class Conflict(Record):
    """Checks and figures that cannot all be true; of the rest without one of them nothing such is known."""

    checks: tuple[str, ...]
    facts: tuple[str, ...]
    mends: tuple[Mend, ...]


def conflicts(alone: Sequence[Check], together: Sequence[Check], figures: Figures) -> Iterator[Conflict]:
    """Every contradiction: of each check of ``alone``, and among ``together``, which hold one by one."""
    cores: list[tuple[Check, ...]] = [(check,) for check in alone]
    cores += [core for group in _linked(together, figures) for core in _cores(group, figures)]
    for core in cores:
        others = [c for other in cores if other is not core for c in other]
        rest = [check for check in together if check not in others and check not in core]
        facts = _facts(core, figures)
        mends = tuple(_mends(core, facts, rest, figures))
        yield Conflict(tuple(check.name for check in core), tuple(facts), mends)


def undecided(checks: Sequence[Check], figures: Figures) -> Iterator[tuple[str, ...]]:
    """The names of checks of which it was not found out whether they can be true together."""
    for group in _linked(checks, figures):
        if len(group) > 1 and figures.system(group).possible() is None:
            yield tuple(check.name for check in group)


def _linked(checks: Sequence[Check], figures: Figures) -> list[list[Check]]:
    """Checks in groups that share no figure which is open to rounding."""
    groups: list[tuple[list[Check], set[str]]] = []
    for check in checks:
        names = {name for name in figures.reads(check) if not figures.domains[name].is_point}
        near = [group for group in groups if group[1] & names]
        groups = [group for group in groups if group not in near]
        groups.append(([*(c for group in near for c in group[0]), check], names.union(*(g[1] for g in near))))
    return [sorted(group, key=checks.index) for group, _ in groups]


def _cores(group: Sequence[Check], figures: Figures) -> Iterator[tuple[Check, ...]]:
    """The smallest sets of a group that cannot be true together, one after the other without its members."""
    left = list(group)
    for _ in range(MOST_CORES):
        if len(left) < 2 or figures.system(left).possible() is not False:
            return
        core = _smallest(left, lambda some: figures.system(some).possible())
        yield core
        left = [check for check in left if check not in core]


def _smallest(
    checks: Sequence[Check], possible: Callable[[Sequence[Check]], bool | None]
) -> tuple[Check, ...]:
    """The fewest checks that cannot be true together; they as a whole cannot."""
    core = list(checks)
    size = len(core) // 2
    while size:
        # Half of them at first, then less and less: most of a long list has nothing to do with it.
        for some in [core[n : n + size] for n in range(0, len(core), size)]:
            rest = [one for one in core if one not in some]
            if possible(rest) is False:
                core = rest
        size //= 2
    sizes = range(2, len(core))
    fewer = (some for size in sizes for some in combinations(checks, size))
    return next((some for some in islice(fewer, MOST_TRIED) if possible(some) is False), tuple(core))


def _facts(core: Sequence[Check], figures: Figures) -> list[str]:
    """The figures without any of which the checks could be true: the others are left to be anything."""
    reads = {name for check in core for name in figures.reads(check)}
    needed = [name for name in figures.domains if name in reads and figures.given(name) is not None]
    free = [name for name in reads if name not in needed and name in figures.world.rubric.facts]
    for name in list(needed):
        if figures.system(core, free=[*free, name]).possible() is False:
            free.append(name)
            needed.remove(name)
    return needed


def _mends(
    core: Sequence[Check], facts: Sequence[str], rest: Sequence[Check], figures: Figures
) -> Iterator[Mend]:
    """The figures that, alone misprinted, would make these checks true and leave the rest so."""
    for name in facts:
        near = [check for check in rest if name in figures.reads(check)]
        near = _around([*core, *near], rest, figures)
        system = figures.system(near, free=[name])
        if system.possible() is not True:
            continue
        found = system.values(name)
        given = figures.given(name)
        assert given is not None  # only what is given is a figure
        unit = unit_of(given)
        printed = _printed(found.ranges, unit, whole=name in figures.whole)
        yield Mend(name, found.ranges, printed, found.sharp)


def _around(seed: list[Check], rest: Sequence[Check], figures: Figures) -> list[Check]:
    """Checks with those that hang on them by figures that are open to rounding."""
    found, added = list(seed), True
    while added:
        names = {n for check in found for n in figures.reads(check) if not figures.domains[n].is_point}
        more = [check for check in rest if check not in found and names & set(figures.reads(check))]
        found, added = [*found, *more], bool(more)
    return found


def _printed(ranges: Sequence[Range], unit: Fraction, *, whole: bool) -> tuple[Members, ...]:
    if unit:
        return tuple(printed_in(ranges, unit))
    return tuple(whole_in(ranges)) if whole else ()
