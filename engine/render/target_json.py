"""What would reach a target, for programs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.questions.target.boxes import effort_of
from engine.questions.target.words import change, measure, name_of, notes, present, setting_of
from engine.render.json import decimal
from engine.render.whatif_json import setting_json
from rubric.number import fraction_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.questions.target.answer import Alone, Answer, Step
    from engine.questions.target.lever import Lever
    from engine.questions.whatif.read import Setting
    from engine.scorecard import ItemScore, Known, Scorecard
    from rubric.problems import Language


def target_json(
    answer: Answer, card: Scorecard, settings: Sequence[Setting], language: Language
) -> dict[str, Any]:
    """The same as JSON values: scores as decimals, amounts and efforts as exact fractions."""
    goal, score = answer.goal, answer.score
    return {
        "rubric": {
            "title": card.title,
            "version": card.version,
            "status": card.status,
            "sha256": card.rubric_sha256,
        },
        "subject": card.subject,
        "period": card.period,
        "settings": [setting_json(one, language) for one in settings],
        "target": {
            "path": goal.path,
            "points": None if goal.grade is not None else decimal(goal.least(score)),
            "full": goal.wanted is None and goal.grade is None,
            "grade": goal.grade,
        },
        "score": None if score.exact is None else decimal(score.low, score.places),
        "low": decimal(score.low, score.places),
        "grades": list(answer.grades),
        "reached": answer.reached,
        "impossible": answer.impossible,
        "alone": [_alone(one, answer, language) for one in answer.alone],
        "cheapest": _way(answer, language),
        "most": _best(answer, language),
        "free": {
            "by": answer.why,
            "names": [name_of(one, language) for one in answer.levers],
            "of_no_effect": [name_of(one, language) for one in answer.idle],
            "left": [name_of(one, language) for one in answer.left],
            "judged": list(answer.judged),
            "open": list(answer.open),
        },
        "notes": notes(answer, language),
        "facts": {"sha256": card.facts_sha256},
    }


def _alone(one: Alone, answer: Answer, language: Language) -> dict[str, Any]:
    return {
        "name": name_of(one.lever, language),
        "now": present(one.lever, language),
        "next": _step(one.next, answer, language),
        "reach": _step(one.reach, answer, language),
        "most": _step(one.most, answer, language),
        "never_above": decimal(one.never, answer.score.places),
        "certain": one.sure,
    }


def _step(step: Step | None, answer: Answer, language: Language) -> dict[str, Any] | None:
    if step is None:
        return None
    return {
        **_value(step.lever, step.value, language),
        "score": decimal(step.score, answer.score.places),
        "gain": fraction_string(step.score - answer.score.low),
        "moved": _moved(step.moved),
        "certain": step.sure,
    }


def _value(lever: Lever, value: Known, language: Language) -> dict[str, Any]:
    return {
        "name": name_of(lever, language),
        "change": change(lever, value, language),
        "set": setting_of(lever, value),
        "value": fraction_string(value) if isinstance(value, Fraction) else value,
        "effort": fraction_string(lever.effort(value)),
    }


def _moved(moved: Sequence[tuple[ItemScore, ItemScore]]) -> list[dict[str, Any]]:
    return [{"path": a.path, "before": decimal(a.low), "after": decimal(b.low)} for a, b in moved]


def _way(answer: Answer, language: Language) -> dict[str, Any] | None:
    way = answer.way
    if way is None or answer.way_score is None:
        return None
    return {
        "changes": [_value(lever, value, language) for lever, value in way.values.items()],
        "score": decimal(answer.way_score, answer.score.places),
        "grades": list(answer.way_grades),
        "gain": fraction_string(answer.way_score - answer.score.low),
        "effort": fraction_string(effort_of(way.values)),
        "moved": _moved(answer.way_moved),
        "fewest": way.fewest,
        "certain": way.sure,
        "measure": measure(answer, language),
    }


def _best(answer: Answer, language: Language) -> dict[str, Any] | None:
    best = answer.best
    if best is None:
        return None
    return {
        "score": decimal(best.worth, answer.score.places),
        "never_above": decimal(best.never, answer.score.places),
        "grades": list(answer.best_grades),
        "changes": [_value(lever, value, language) for lever, value in best.values.items()],
    }
