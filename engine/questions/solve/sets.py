"""Every value of one name for which a sum of products can be 0, or below it, while the others keep in range.

For a fixed value of the name the answer is an extent (``solve_extent``). Between two neighbouring values at
which a factor changes its sign the least and the greatest a sum can be are straight lines, so the answer can
change only where such a line meets 0: those values and one between each two of them are all that is tried.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from engine.questions.solve.extent import corners, cover_of, extent, inside
from engine.questions.solve.terms import Poly, around, fixed, is_affine, names
from rubric.range import ZERO, Range, intersect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Sign = Literal["==", "<=", "<"]
MOST_TRIED: Final = 400
MOST_CORNERS: Final = 27


class Solved(NamedTuple):
    """Ranges that hold every value, apart from each other and in order; ``sharp`` says that each is one.

    ``cost`` is how many sums were worked out to find them.
    """

    ranges: tuple[Range, ...]
    sharp: bool
    cost: int = 0


def allowed(sign: Sign, held: Range) -> bool:
    """Whether some number of a range compares so with 0."""
    if sign == "==":
        return held.contains(ZERO)
    return held.lo is None or held.lo < 0 or (sign == "<=" and held.contains(ZERO))


def solved(poly: Poly, sign: Sign, name: str, domains: Mapping[str, Range]) -> Solved:
    """The values of ``name`` within its own range for which the sum can compare so with 0."""
    domain = domains[name]
    others = {n: domains[n] for n in names(poly) if n != name}
    known = {n: held.lo for n, held in others.items() if held.is_point and held.lo is not None}
    poly = fixed(poly, known)
    if not is_affine(poly):
        return Solved((domain,), False)
    cover = cover_of(poly, name)
    ends = all(others[n].lo is not None and others[n].hi is not None for n in cover)
    if not ends or 3 ** len(cover) > MOST_CORNERS:
        return Solved((domain,), False)
    turns = _within(_turns(poly, name, cover, others), domain)
    cost = (2 * len(turns) + 1) * 3 ** len(cover)
    if cost > MOST_TRIED:
        return Solved((domain,), False, MOST_TRIED)
    return _tried(poly, sign, name, domains, turns)._replace(cost=cost)


def _tried(
    poly: Poly, sign: Sign, name: str, domains: Mapping[str, Range], turns: Sequence[Fraction]
) -> Solved:
    kept: list[Range] = []
    sharp = True
    for cell in _cells(domains[name], turns):
        found = extent(fixed(poly, {name: inside(cell)}), domains)
        sharp = sharp and found.sharp
        if allowed(sign, found.range):
            kept.append(cell)
    return Solved(tuple(_merged(kept)), sharp)


def _cells(domain: Range, turns: Sequence[Fraction]) -> Iterator[Range]:
    """The range cut at some of its numbers: each of these and what lies between."""
    if domain.is_point:
        yield domain
        return
    for lo, hi in pairwise([None, *turns, None]):
        between = intersect(domain, Range(lo, hi, True, True)) if lo is None or hi != lo else None
        if between is not None:
            yield between
        if hi is not None and domain.contains(hi):
            yield Range.point(hi)


def _merged(cells: Iterable[Range]) -> Iterator[Range]:
    """Ranges in order, those that touch made one."""
    whole: Range | None = None
    for cell in cells:
        if whole is None:
            whole = cell
        elif whole.hi is not None and whole.hi == cell.lo and not (whole.hi_open and cell.lo_open):
            whole = Range(whole.lo, cell.hi, whole.lo_open, cell.hi_open)
        else:
            yield whole
            whole = cell
    if whole is not None:
        yield whole


def _within(turns: Iterable[Fraction], domain: Range) -> list[Fraction]:
    return sorted({x for x in turns if domain.contains(x)})


def _turns(poly: Poly, name: str, cover: list[str], others: Mapping[str, Range]) -> Iterator[Fraction]:
    """The values of the name at which the answer can change."""
    for corner in corners(cover, dict(others)):
        lines = _lines(fixed(poly, corner.values), name)
        signs = sorted({root for line in lines.values() if (root := _root(line)) is not None})
        yield from signs
        for lo, hi in pairwise([None, *signs, None]):
            at = inside(Range(lo, hi, True, True))
            for upper in (False, True):
                root = _root(_edge(lines, others, at, upper=upper))
                if root is not None:
                    yield root


Line = tuple[Fraction, Fraction]


def _lines(poly: Poly, name: str) -> dict[str, Line]:
    """By each other name (or '') what it is multiplied by: ``(a, b)`` for ``a × name + b``."""
    a, b = around(poly, name)
    keys = {term[0] if term else "" for term in (*a, *b)}
    return {
        key: (a.get((key,) if key else (), ZERO), b.get((key,) if key else (), ZERO)) for key in sorted(keys)
    }


def _edge(
    lines: Mapping[str, Line], others: Mapping[str, Range], at: Fraction, *, upper: bool
) -> Line | None:
    """The least or the greatest that the sum can be around ``at``, as a line; None where it has no end."""
    slope, start = ZERO, ZERO
    for key, (a, b) in lines.items():
        factor = a * at + b
        end: Fraction | None = Fraction(1)
        if key:
            end = others[key].hi if (factor > 0) == upper else others[key].lo
        if factor == 0:
            continue
        if end is None:
            return None
        slope, start = slope + a * end, start + b * end
    return slope, start


def _root(line: Line | None) -> Fraction | None:
    return None if line is None or line[0] == 0 else -line[1] / line[0]
