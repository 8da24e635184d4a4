"""A score beside the one it would be, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.explain import duties, reasons
from engine.questions.whatif.words import held, lines_moved, setting
from engine.render.json import decimal
from rubric.number import fraction_string

if TYPE_CHECKING:
    from engine.questions.whatif.answer import Moved, WhatIf
    from engine.questions.whatif.read import Setting
    from engine.scorecard import ItemScore, Scorecard
    from rubric.problems import Language


def whatif_json(found: WhatIf, language: Language) -> dict[str, Any]:
    """The same as JSON values: scores as decimals, amounts as exact fractions."""
    before, after = found.before, found.after
    return {
        "rubric": {
            "title": after.title,
            "version": after.version,
            "status": after.status,
            "sha256": after.rubric_sha256,
        },
        "subject": after.subject,
        "period": after.period,
        "settings": [setting_json(one, language) for one in found.settings],
        "before": card_json(before),
        "after": card_json(after),
        "nothing_moved": found.nothing,
        "moved": None if found.moved is None else _moved(found.moved, language),
        "checks": [
            {"name": new.name, "before": _holds(old), "after": _holds(new)} for old, new in found.turned
        ],
        "requires": {
            "before": duties(before, language),
            "after": duties(after, language),
        },
    }


def setting_json(one: Setting, language: Language) -> dict[str, Any]:
    """A setting: what it is, from and to as it is written."""
    row = one.named.row
    return {
        "kind": one.named.kind,
        "name": one.named.name,
        "title": one.named.title,
        "table": row.table if row is not None else None,
        "row": row.number + 1 if row is not None else None,
        "before": None if one.before is None else held(one.before, language),
        "after": None if one.now is None else held(one.now, language),
    }


def card_json(card: Scorecard) -> dict[str, Any]:
    """What a scorecard comes to."""
    return {
        **_score(card.root),
        "grade": card.grades[0] if len(card.grades) == 1 else None,
        "grades": list(card.grades),
        "complete": card.complete,
        "facts_sha256": card.facts_sha256,
    }


def _score(item: ItemScore | None) -> dict[str, Any]:
    if item is None:
        return {"points": None, "score": None, "range": None, "exact": None, "state": None}
    settled = item.exact is not None
    return {
        "points": decimal(item.points),
        "score": decimal(item.low, item.places) if settled else None,
        "range": None if settled else [decimal(item.low, item.places), decimal(item.high, item.places)],
        "exact": fraction_string(item.exact) if item.exact is not None else None,
        "state": item.state,
    }


def _moved(moved: Moved, language: Language) -> dict[str, Any]:
    a, b = moved.before, moved.after
    both = a is not None and b is not None
    settled = both and a.exact is not None and b.exact is not None  # type: ignore[union-attr]  # both are there
    return {
        "path": moved.path,
        "name": moved.name,
        "before": _score(a),
        "after": _score(b),
        "by": fraction_string(b.low - a.low) if settled else None,  # type: ignore[union-attr]  # both are there
        "adds": b is None or b.combine in (None, "sum", "weighted"),
        "causes": [setting(one, language) for one in moved.causes],
        "reasons": reasons(b, language) if b is not None and not b.items else [],
        "grades": {"before": list(a.grades) if a else [], "after": list(b.grades) if b else []},
        "lines": [
            {
                "name": line.name,
                "before": fraction_string(line.before),
                "after": fraction_string(line.after),
                "by": fraction_string(line.after - line.before),
            }
            for line in lines_moved(moved, language)
        ],
        "items": [_moved(one, language) for one in moved.items],
    }


def _holds(check: Any) -> dict[str, Any]:
    return {"holds": check.holds, "within": check.within}
