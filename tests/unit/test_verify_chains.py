"""Several checks together, against another solver: what is contradicted is, and what is not can be true."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.questions.verify.printed import prints_as
from tests.unit.test_verify import check, facts_of, verified

if TYPE_CHECKING:
    from engine.questions.verify.answer import Verified

NAMES = "甲乙丙丁戊"
# A check as it is written, and for the other solver; `x y z` stand for three figures.
FORMS: dict[str, Any] = {
    "{x} + {y} == {z}": lambda x, y, z: x + y == z,
    "{x} == {y} + {z} - {x}": lambda x, y, z: x == y + z - x,
    "{x} * {y} == {z}": lambda x, y, z: x * y == z,
    "{x} == {y}": lambda x, y, _: x == y,
    "{x} / {y} == {z}": lambda x, y, z: x == z * y,
    "{x} - {y} <= {z}": lambda x, y, z: x - y <= z,
}


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, str], list[tuple[str, tuple[str, str, str]]]]:
    """Figures around 1 to 3 with one decimal or two, and checks that are nearly true of some numbers."""
    shown = {}
    for name in NAMES:
        places = draw(st.integers(1, 2))
        whole = draw(st.sampled_from([9, 10, 11, 20, 21, 30]))
        shown[name] = f"{whole // 10}.{whole % 10}" + ("" if places == 1 else str(draw(st.integers(0, 9))))
    some = st.tuples(st.sampled_from(list(FORMS)), st.permutations(NAMES).map(lambda p: (p[0], p[1], p[2])))
    return shown, draw(st.lists(some, min_size=2, max_size=4))


def possible(shown: dict[str, str], written: list[tuple[str, tuple[str, str, str]]]) -> bool | None:
    """What the other solver says of some checks; None where it does not know."""
    z3 = pytest.importorskip("z3")
    figures = {name: z3.Real(name) for name in NAMES}
    solver = z3.Solver()
    solver.set("timeout", 1000)
    for name, figure in figures.items():
        held = prints_as(Fraction(shown[name]), Fraction(1, 10 ** len(shown[name].split(".")[1])))
        assert held.lo is not None
        assert held.hi is not None
        solver.add(figure >= z3.Q(held.lo.numerator, held.lo.denominator))
        solver.add(figure < z3.Q(held.hi.numerator, held.hi.denominator))
    for form, names in written:
        solver.add(FORMS[form](*(figures[name] for name in names)))
    answer = solver.check()
    return None if answer == z3.unknown else bool(answer == z3.sat)


def judged(case: tuple[dict[str, str], list[tuple[str, tuple[str, str, str]]]]) -> Verified:
    shown, written = case
    checks = {
        f"第{n}": check(form.format(**dict(zip("xyz", names, strict=True))))
        for n, (form, names) in enumerate(written)
    }
    return verified(facts_of(*NAMES, held='{范围: "(0, inf)"}'), checks, shown)


@settings(deadline=None, max_examples=40)
@given(cases())
def test_another_solver_agrees_on_each_check(
    case: tuple[dict[str, str], list[tuple[str, tuple[str, str, str]]]],
) -> None:
    shown, written = case
    for one, condition in zip(judged(case).judged, written, strict=True):
        says = possible(shown, [condition])
        if says is not None and one.verdict != "not_decidable":
            assert says == (one.verdict in ("exact", "within_rounding"))


@settings(deadline=None, max_examples=40)
@given(cases())
def test_another_solver_agrees_on_all_together(
    case: tuple[dict[str, str], list[tuple[str, tuple[str, str, str]]]],
) -> None:
    shown, written = case
    found = judged(case)
    if any(one.verdict == "only_if_truncated" for one in found.judged):
        return  # the figure that was cut then stands for something else
    fit = [n for n, one in enumerate(found.judged) if one.verdict in ("exact", "within_rounding")]
    together = [core for core in found.conflicts if len(core.checks) > 1]
    says = possible(shown, [written[n] for n in fit])
    assert not (says is True and together)
    assert says is not False or together or found.undecided
    for core in together:
        members = [written[n] for n in fit if f"第{n}" in core.checks]
        assert possible(shown, members) is not True
        # The fewest: without one of them the rest can be true.
        assert all(
            possible(shown, list(some)) is not False for some in combinations(members, len(members) - 1)
        )
