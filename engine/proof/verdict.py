"""Verdict: what became of a claim, how it was decided, and the facts that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts_given import Facts
    from engine.proof.claim import Claim
    from engine.proof.saved import Made
    from engine.scorecard import ItemScore
    from rubric.problems import Language

State = Literal["proved", "refuted", "undecided"]
# How it was decided: by the enclosing interval, piece by piece along one fact, by the structure of the
# rule, by an example that was scored, or by the solver.
How = Literal["interval", "pieces", "structure", "example", "solver", ""]


class Said(NamedTuple):
    """A sentence in both languages."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """The sentence in one of them."""
        return self.zh if language == "zh" else self.en


class Example(Record):
    """Facts that show something, what they come to, and the score of the item that is spoken of."""

    made: Made
    facts: Facts
    score: ItemScore


class Verdict(Record):
    """A claim with its state. ``examples`` are scored facts: two for a direction, else at most one."""

    claim: Claim
    state: State
    how: How = ""
    why: Said | None = None
    examples: tuple[Example, ...] = ()


STATE_WORDS: Final[Mapping[Language, Mapping[State, str]]] = {
    "zh": {"proved": "已证明", "refuted": "已推翻", "undecided": "未判定"},
    "en": {"proved": "proved", "refuted": "refuted", "undecided": "not decided"},
}
