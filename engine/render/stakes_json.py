"""What hangs on what is open, as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.render.json import decimal, to_json
from rubric.number import fraction_string

if TYPE_CHECKING:
    from engine.questions.stakes.answer import Stakes
    from engine.questions.stakes.open import Open
    from engine.questions.stakes.order import Asked
    from engine.questions.stakes.outcome import Outcome
    from engine.scorecard import Scorecard
    from rubric.problems import Language


def stakes_json(stakes: Stakes, supposed: Scorecard | None, language: Language) -> dict[str, Any]:
    """The stakes as JSON values; ``assumed`` is a whole scorecard, where one was asked for."""
    card, places = stakes.card, stakes.card.root.places
    return {
        "rubric": {"title": card.title, "version": card.version, "sha256": card.rubric_sha256},
        "subject": card.subject,
        "period": card.period,
        "points": decimal(card.root.points),
        "given": [decimal(x, places) for x in (card.root.low, card.root.high)],
        **_outcome(stakes.now, places),
        "boundaries": [
            {"at": decimal(one.at), "below": one.below, "above": one.above} for one in stakes.boundaries
        ],
        "ends": {
            one.which: {
                "end": decimal(one.end, places),
                "short": decimal(one.short, places),
                "tried": not one.open,
            }
            for one in (stakes.least, stakes.most)
        },
        "order": stakes.order.how,
        "settled_after": stakes.order.settled,
        "asked": [_asked(one, places) for one in stakes.asked],
        "not_needed": [_open(one) for one in stakes.spare],
        "idle": [_open(one) for one in stakes.idle],
        "facts": {"sha256": card.facts_sha256},
        "engine": card.engine,
        "assumed": None if supposed is None else to_json(supposed, language),
    }


def _outcome(one: Outcome, places: int | None) -> dict[str, Any]:
    ends_ = [decimal(x, places) for x in (one.low, one.high)]
    return {"range": ends_, "width": decimal(one.width, places), "grades": list(one.grades)}


def _asked(one: Asked, places: int | None) -> dict[str, Any]:
    stake = one.stake
    value = None if stake.open.is_table else stake.faulty
    return {
        **_open(stake.open),
        "at_stake": decimal(stake.at_stake, places),
        "left": {**_outcome(stake.left, places), "exact": stake.sure},
        "after": _outcome(one.after, places),
        "without_score": value if value is None or isinstance(value, bool | str) else fraction_string(value),
    }


def _open(one: Open) -> dict[str, Any]:
    kind = "table" if one.is_table else one.named.kind
    return {"name": one.named.title, "kind": kind, "why": one.why}
