"""The rule ``cases``: the first condition that holds decides; what all else earns must be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.formula import YES_NO
from rubric.rules.base import Branch, Lowered
from rubric.rules.problems import CaseUnclear, OtherwiseLast
from rubric.rules.reader import call, constant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.rules.reader import Reader
    from rubric.shape import CaseShape


def lower(cases: Sequence[CaseShape], reader: Reader) -> Lowered:
    """``first(condition, earned, ..., otherwise)``."""
    branches = tuple(b for b in (_case(case, reader) for case in cases) if b is not None)
    lasts = [case for case in cases if case.otherwise is not None]
    whole = not any(case.broken for case in cases)
    if whole and (len(lasts) != 1 or cases[-1] is not lasts[0]):
        place = (lasts[0] if lasts else cases[-1]).place if cases else None
        reader.problems.append(OtherwiseLast(place=place, count=len(lasts)))
    tests = [part for b in branches if b.test is not None for part in (b.test, b.amount) if part]
    last = branches[-1].amount if branches and branches[-1].test is None else None
    last = last if last is not None else constant(0)
    place = cases[0].place if cases else None
    return Lowered("cases", call("first", *tests, last) if tests else last, branches=branches, place=place)


def _case(case: CaseShape, reader: Reader) -> Branch | None:
    if case.otherwise is not None and case.when is None and case.earns is None:
        amount = reader.earning(case.otherwise)
        return Branch("case", "", None, amount, because=case.because, place=case.otherwise.place)
    if case.otherwise is None and case.when is not None and case.earns is not None:
        test, amount = reader.formula(case.when, YES_NO), reader.earning(case.earns)
        return Branch("case", str(case.when), test, amount, because=case.because, place=case.when.place)
    if not case.broken:
        reader.problems.append(CaseUnclear(place=case.place))
    return None
