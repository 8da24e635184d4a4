"""A difference, and what two rubrics say otherwise, for programs: exact fractions and sentences."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.questions.diff.words import cause_words, change_words, facet_words, flow
from rubric.number import fraction_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.questions.diff.answer import Cause, Difference, Part
    from engine.questions.diff.facts import Change
    from engine.questions.diff.meaning import Meaning, Meant
    from engine.questions.diff.meaning_search import Searched
    from engine.questions.diff.shapley import Ends
    from engine.scorecard import Scorecard
    from rubric.model import Rubric
    from rubric.problems import Language


def diff_json(found: Difference, language: Language) -> dict[str, Any]:
    """A difference as JSON values: amounts are pairs of exact fractions, low end and high end."""
    return {
        "before": _side(found.cards[0]),
        "after": _side(found.cards[1]),
        "change": _ends(found.change),
        "shared_by_facts": found.told,
        "causes": [_cause(cause, found, language) for cause in found.causes],
        "items": [_part(part) for part in found.parts],
        "idle": [_change(change, language) for change in found.idle],
    }


def _side(card: Scorecard) -> dict[str, Any]:
    return {
        "rubric": {
            "title": card.title,
            "version": card.version,
            "status": card.status,
            "sha256": card.rubric_sha256,
        },
        "facts": {"sha256": card.facts_sha256},
        "subject": card.subject,
        "period": card.period,
        "points": fraction_string(card.root.points),
        "score": _ends((card.root.low, card.root.high)),
        "open": card.root.exact is None,
        "grades": list(card.grades),
    }


def _cause(cause: Cause, found: Difference, language: Language) -> dict[str, Any]:
    key = cause.shares[0].part.key[:2]
    meant = found.meaning.of(key) if found.meaning is not None and cause.kind == "rule" else None
    return {
        "kind": cause.kind,
        "sentence": cause_words(cause, language),
        "amount": _ends(cause.amount),
        "changes": [_change(change, language) for change in cause.changes],
        "says": [facet_words(facet, language) for facet in meant.facets] if meant is not None else [],
        "shares": [{**_where(share.part), "amount": _ends(share.amount)} for share in cause.shares],
    }


def _part(part: Part) -> dict[str, Any]:
    amounts = {"before": _ends(part.before), "after": _ends(part.after), "change": _ends(part.change)}
    return {**_where(part), "name": part.name, "method": part.method, **amounts}


def _where(part: Part) -> dict[str, Any]:
    return {"part": part.key[2], "path": {"before": part.key[0], "after": part.key[1]}}


def _change(change: Change, language: Language) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "name": {"before": change.keys[0], "after": change.keys[1]},
        "row": change.name if change.kind == "row" else None,
        "sentence": change_words(change, language),
    }


def _ends(ends: Ends) -> list[str]:
    return [fraction_string(end) for end in ends]


# -- rubrics alone -----------------------------------------------------------------------------------


def meaning_json(found: Meaning, searched: Sequence[Searched], language: Language) -> dict[str, Any]:
    """What two versions of a rubric say otherwise, with the examples that were found."""
    return {
        "before": _rubric(found.rubrics[0]),
        "after": _rubric(found.rubrics[1]),
        "same": found.same,
        "changes": [_meant(one, language) for one in found.meant],
        "examples": [_searched(one) for one in searched],
    }


def _rubric(rubric: Rubric) -> dict[str, Any]:
    return {
        "title": rubric.title,
        "version": rubric.version,
        "status": rubric.status,
        "sha256": rubric.sha256,
    }


def _meant(one: Meant, language: Language) -> dict[str, Any]:
    return {
        "section": one.section,
        "name": {"before": one.keys[0], "after": one.keys[1]},
        "facets": [
            {
                "keys": [str(key) for key in facet.keys],
                "moved": facet.moved,
                "was": None if facet.was is None else flow(facet.was, language),
                "now": None if facet.now is None else flow(facet.now, language),
                "sentence": facet_words(facet, language),
            }
            for facet in one.facets
        ],
    }


def _searched(one: Searched) -> dict[str, Any]:
    example = one.example
    return {
        "path": {"before": one.paths[0], "after": one.paths[1]},
        "tries": one.tries,
        "found": example is not None,
        "facts": {name: _known(value) for name, value in example.facts} if example is not None else None,
        "item": [_ends(ends) for ends in example.item] if example is not None else None,
        "total": [_ends(ends) for ends in example.total] if example is not None else None,
    }


def _known(value: Any) -> Any:
    return fraction_string(value) if isinstance(value, Fraction) else value
