"""The rule ``cases``: the first condition that holds decides; what all else earns must be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.formula import YES_NO
from rubric.rules.base import Branch, Lowered
from rubric.rules.problems.lines import CaseUnclear, OtherwiseEarly, OtherwiseLast
from rubric.rules.reader import call, constant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.problems import Problem
    from rubric.rules.reader import Reader
    from rubric.shape import CaseShape, RowRuleShape


def lower(cases: Sequence[CaseShape], reader: Reader) -> Lowered:
    """``first(condition, earned, ..., otherwise)``."""
    branches = tuple(b for b in (_case(case, reader) for case in cases) if b is not None)
    reader.problems += otherwise_problems(cases)
    tests = [part for b in branches if b.test is not None for part in (b.test, b.amount) if part]
    last = branches[-1].amount if branches and branches[-1].test is None else None
    last = last if last is not None else constant(0)
    place = cases[0].place if cases else None
    return Lowered("cases", call("first", *tests, last) if tests else last, branches=branches, place=place)


def otherwise_problems(lines: Sequence[CaseShape | RowRuleShape]) -> list[Problem]:
    """Whether the last line, and only the last, says what holds for all else."""
    problems: list[Problem] = [
        OtherwiseEarly(place=line.place, name=line.under)
        for line in lines[:-1]
        if line.otherwise is not None and line.when is None
    ]
    last = lines[-1] if lines else None
    if last is not None and not last.doubtful and last.otherwise is None and not problems:
        problems.append(OtherwiseLast(place=last.place, name=last.under))
    return problems


def _case(case: CaseShape, reader: Reader) -> Branch | None:
    if case.otherwise is not None and case.when is None and case.earns is None:
        amount = reader.earning(case.otherwise)
        return Branch("case", "", None, amount, because=case.because, place=case.otherwise.place)
    if case.otherwise is None and case.when is not None and case.earns is not None:
        test, amount = reader.formula(case.when, YES_NO), reader.earning(case.earns)
        return Branch("case", str(case.when), test, amount, because=case.because, place=case.when.place)
    if not case.doubtful:
        zh, en = _unclear(case)
        reader.problems.append(CaseUnclear(place=case.place, found_zh=zh, found_en=en))
    return None


def _unclear(case: CaseShape) -> tuple[str, str]:
    if case.otherwise is not None:
        return "既写了“其余”，又写了“当”或“得”", "gives otherwise beside when or earns"
    if case.when is None:
        return "没有写“当”", "gives no when"
    return "没有写“得”", "gives no earns"
