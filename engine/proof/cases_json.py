"""What tests came to, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.explain import reasons
from rubric.report import problems_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.proof.cases_run import Failure, Outcome, Run
    from rubric.problems import Language


def runs_json(runs: Iterable[Run], language: Language) -> dict[str, Any]:
    """``{"tests": [...], "passed": n, "failed": n}``; places are counted from 1."""
    told = [_test(run, outcome, language) for run in runs for outcome in run.outcomes]
    passed = sum(one["passed"] for one in told)
    return {"tests": told, "passed": passed, "failed": len(told) - passed}


def _test(run: Run, outcome: Outcome, language: Language) -> dict[str, Any]:
    place = outcome.test.place
    return {
        "file": run.suite.shown,
        "line": place.line,
        "column": place.column,
        "name": str(outcome.test.name),
        "passed": outcome.passed,
        "failures": [_failure(failure, language) for failure in outcome.failures],
        **problems_json(outcome.problems, language),
    }


def _failure(failure: Failure, language: Language) -> dict[str, Any]:
    one, item = failure.one, failure.item
    return {
        "of": str(one.key),
        "path": item.path if item is not None else one.path,
        "line": one.key.place.line,
        "column": one.key.place.column,
        "kind": one.kind,
        "expected": one.shown,
        "got": failure.got(language),
        "reasons": reasons(item, language) if item is not None else [],
    }
