"""The scorecard with everything open assumed to be what gives the least points, or the most."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.explain.assumed import written
from engine.questions.stakes.assume_search import Extremes
from engine.questions.stakes.open import settled
from engine.questions.stakes.trial import Trials
from engine.questions.stakes.values import Deciding
from engine.score import score
from engine.scorecard import Assumed, Assumption
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts_given import Facts
    from engine.questions.stakes.assume_search import Which
    from engine.questions.stakes.open import Open
    from engine.scorecard import Known, Scorecard
    from rubric.model import Rubric
    from rubric.problems import Language

# Settling a row may show that it is to be judged, so what is open is looked up again, at most so often.
ROUNDS: Final = 4
_REASON: Final[Mapping[Language, Mapping[Which, str]]] = {
    "zh": {"worst": "按最低分假定", "best": "按最高分假定"},
    "en": {"worst": "assumed, for the lowest score", "best": "assumed, for the highest score"},
}
_YES: Final[Mapping[Language, tuple[str, str]]] = {"zh": ("否", "是"), "en": ("no", "yes")}


class Supposed(Record):
    """The facts with everything assumed, and their scorecard, which says so."""

    card: Scorecard
    facts: Facts


def assume(rubric: Rubric, facts: Facts, card: Scorecard, which: Which) -> Supposed:
    """The scorecard at the lowest or the highest total; ``card``, that of the facts themselves, where no
    point hangs on anything open. What no point hangs on stays as it is, and so does the digest of the facts.
    """
    found: list[tuple[Open, Known]] = []
    end: Fraction | None = None
    now = facts
    for _ in range(ROUNDS):
        trials = Trials(rubric, now)
        extreme = Extremes(trials, Deciding(trials)).of(which)
        end = extreme.end if end is None else end
        new = [(one, extreme.state[n]) for n, one in enumerate(trials.opens) if n in extreme.state]
        found += new
        if not new:
            break
        now = settled(now, [(one, _held(one, value, which, rubric.language)) for one, value in new])
    left = tuple(trials.opens[n].named.title for n in extreme.open)
    if not found and not left:
        return Supposed(card, facts)
    scored = score(rubric, now)
    assert end is not None  # there was a round
    reached = scored.root.low if which == "worst" else scored.root.high
    told = tuple(_assumed(one, value, now) for one, value in found)
    made = Assumption(which, told, end, abs(reached - end), left)
    return Supposed(replace(scored, assumed=made), now)


def _held(one: Open, value: Known, which: Which, language: Language) -> Any:
    return one.at(value, _text(one, value, language), _REASON[language][which])


def _text(one: Open, value: Known, language: Language) -> str:
    """A value as a facts file would have it."""
    if isinstance(value, bool):
        return _YES[language][value]
    if isinstance(value, Fraction):
        return written(value, one.fact.unit if one.fact is not None else None)
    return value


def _assumed(one: Open, value: Known, facts: Facts) -> Assumed:
    level = facts.judgements[one.named.name].level if one.is_judgement else None
    unit = "%" if one.is_judgement else one.fact.unit if one.fact is not None else None
    return Assumed(one.named.title, value, unit, level, one.why == "disputed")
