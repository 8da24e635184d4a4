"""Linear equations and inequalities over the rationals: whether they can all hold, and what one name can be.

Equations are used up by the elimination of Gauss, inequalities by that of Fourier and Motzkin, which keeps
open and closed ends apart and so needs no small numbers. Of parallel inequalities only the tightest is kept.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.range import ZERO, Range, intersect
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_ROWS: Final = 1000


class TooMany(Exception):  # noqa: N818 - a limit that was reached, no fault
    """Elimination would make more inequalities than are worth looking at."""


class Row(Record):
    """``sum of factor × name + start ≤ 0``, or ``< 0`` where it is ``strict``."""

    factors: Mapping[str, Fraction]
    start: Fraction
    strict: bool = False


def rows_of(name: str, held: Range) -> list[Row]:
    """A range as inequalities."""
    found: list[Row] = []
    if held.lo is not None:
        found.append(Row({name: Fraction(-1)}, held.lo, held.lo_open))
    if held.hi is not None:
        found.append(Row({name: Fraction(1)}, -held.hi, held.hi_open))
    return found


def project(equations: Iterable[Row], rows: Iterable[Row], keep: str | None = None) -> Range | None:
    """Everything that ``keep`` can be where all hold, or None where they cannot all hold.

    Without ``keep`` any range says that they can. Raises TooMany.
    """
    left = _Rows(rows)
    _substitute(list(equations), left, keep)
    while left.possible and (name := left.cheapest(keep)) is not None:
        left.eliminate(name)
    return left.range() if left.possible else None


class _Rows:
    """Inequalities, of parallel ones the tightest; ``possible`` is False once one of them cannot hold."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.possible = True
        self.held: dict[tuple[tuple[str, Fraction], ...], Row] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        if not row.factors:
            self.possible = self.possible and (row.start < 0 or (row.start == 0 and not row.strict))
            return
        factors = sorted(row.factors.items())
        scale = abs(factors[0][1])
        same = tuple((name, factor / scale) for name, factor in factors)
        held = Row(dict(same), row.start / scale, row.strict)
        before = self.held.get(same)
        if before is None or (held.start, held.strict) > (before.start, before.strict):
            self.held[same] = held

    def taken(self, name: str) -> list[Row]:
        """The rows with a name in them, which are then no longer here."""
        found = {same: row for same, row in self.held.items() if name in row.factors}
        self.held = {same: row for same, row in self.held.items() if same not in found}
        return list(found.values())

    def substitute(self, equation: Row, name: str) -> None:
        """Replace a name by what an equation says of it."""
        for row in self.taken(name):
            self.add(_without(row, equation, name))

    def cheapest(self, keep: str | None) -> str | None:
        """The name whose elimination makes the fewest rows."""
        counts: dict[str, list[int]] = {}
        for row in self.held.values():
            for name, factor in row.factors.items():
                counts.setdefault(name, [0, 0])[factor > 0] += 1
        counts.pop(keep or "", None)
        return min(counts, key=lambda name: (counts[name][0] * counts[name][1], name), default=None)

    def eliminate(self, name: str) -> None:
        """Put what follows from the rows of a name in their place. Raises TooMany."""
        rows = self.taken(name)
        lower = [row for row in rows if row.factors[name] < 0]
        upper = [row for row in rows if row.factors[name] > 0]
        if len(lower) * len(upper) + len(self.held) > MOST_ROWS:
            raise TooMany
        for low in lower:
            for up in upper:
                strict = low.strict or up.strict
                self.add(_combined(low, up.factors[name], up, -low.factors[name], strict=strict))

    def range(self) -> Range | None:
        """What rows of one name say of it."""
        found: Range | None = Range.whole()
        for row in self.held.values():
            factor = next(iter(row.factors.values()))
            end = -row.start / factor
            half = Range(None, end, True, row.strict) if factor > 0 else Range(end, None, row.strict, True)
            found = None if found is None else intersect(found, half)
        return found


def _substitute(equations: list[Row], rows: _Rows, keep: str | None) -> None:
    """Use up every equation; two that disagree leave nothing possible."""
    while equations:
        first = equations.pop()
        name = next((n for n in first.factors if n != keep), None)
        if name is not None:
            equations = [_without(row, first, name) for row in equations]
            rows.substitute(first, name)
        else:
            rows.add(first)
            rows.add(Row({n: -f for n, f in first.factors.items()}, -first.start))


def _without(row: Row, equation: Row, name: str) -> Row:
    """A row with one name replaced by what an equation says of it."""
    if name not in row.factors:
        return row
    by = -row.factors[name] / equation.factors[name]
    return _combined(row, Fraction(1), equation, by, strict=row.strict)


def _combined(a: Row, x: Fraction, b: Row, y: Fraction, *, strict: bool) -> Row:
    names = [*a.factors, *(name for name in b.factors if name not in a.factors)]
    factors = {n: x * a.factors.get(n, ZERO) + y * b.factors.get(n, ZERO) for n in names}
    return Row({n: f for n, f in factors.items() if f}, x * a.start + y * b.start, strict)
