"""Cards: two scorecards as JSON, and as much of the reasons for their difference as they hold."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from engine.output_problems import CardUnread
from engine.questions.diff.answer import Cause, Share, made, part_between
from engine.questions.diff.facts import Change
from engine.questions.diff.parts import NOTHING, parts_of
from engine.render import contract
from engine.render.json import decimal
from engine.scorecard import FactUse, ItemScore, Scorecard, Step, Trace
from rubric.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.questions.diff.answer import Difference, Part
    from engine.questions.diff.parts import Part as Where
    from engine.questions.diff.shapley import Ends
    from rubric.problems import Problem

JUDGED = ("judgement", "given")


def read_card(name: str) -> tuple[Scorecard | None, list[Problem]]:
    """The scorecard in a JSON file, or what is wrong with it."""
    source, problems = read_source(Path(name))
    if source is None:
        return None, problems
    try:
        held = contract.Scorecard.model_validate(json.loads(source.text))
    except ValidationError as error:
        at = "/".join(str(part) for part in error.errors()[0]["loc"]) or "JSON"
        return None, [CardUnread(name=name, at=at)]
    except (ValueError, RecursionError):
        return None, [CardUnread(name=name, at="JSON")]
    return card_of(held), []


def card_of(held: contract.Scorecard) -> Scorecard:
    """A scorecard as far as its document holds it."""
    root = ItemScore(
        path="",
        name=held.rubric.title,
        points=Fraction(held.points),
        state="unscored" if held.exact is None else "scored",
        rule=held.trace.combine,
        items=tuple(_item(item) for item in held.items),
        **_scores(held),
        **_traced(held.trace),
    )
    return Scorecard(
        title=held.rubric.title,
        version=held.rubric.version,
        status=held.rubric.status,
        language="zh",
        subject=held.subject,
        period=held.period,
        root=root,
        grades=(held.grade,) if held.grade is not None else (),
        rubric_sha256=held.rubric.sha256,
        facts_sha256=held.facts.sha256,
        engine=held.engine,
    )


def _item(held: contract.Item) -> ItemScore:
    return ItemScore(
        path=held.path,
        name=held.name,
        points=Fraction(held.points),
        state=held.state,
        rule=held.rule,
        items=tuple(_item(item) for item in held.items),
        **_scores(held),
        **_traced(held.trace),
    )


def _scores(held: contract.Item | contract.Scorecard) -> dict[str, Any]:
    """The exact score and its ends; a decimal cut after ten places stands for the exact score itself."""
    exact = Fraction(held.exact) if held.exact is not None else None
    if exact is None:
        low, high = (Fraction(end) for end in held.range or ("0", "0"))
        return {"exact": None, "span": (low, high), "low": low, "high": high}
    printed = Fraction(held.score or "0")
    low = exact if Fraction(decimal(exact)) == printed else printed
    return {"exact": exact, "span": (exact, exact), "low": low, "high": low}


def _traced(held: contract.Trace) -> dict[str, Any]:
    facts = (FactUse(use.name, _known(use.value), use.text, use.unit) for use in held.facts)
    steps = (Step(step.kind, Fraction(step.amount), step.label or "", step.because) for step in held.steps)
    trace = Trace(
        facts=tuple(facts), level=held.level, reason=held.reason, quantity=_known(held.quantity or None)
    )
    return {
        "steps": tuple(steps),
        "difference": Fraction(held.difference),
        "bonus": held.bonus,
        "combine": held.combine,
        "otherwise": held.otherwise,
        "table": held.table,
        "trace": trace,
    }


def _known(value: str | bool | None) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        return value


# -- compared ----------------------------------------------------------------------------------------


def diff_cards(cards: tuple[Scorecard, Scorecard]) -> Difference:
    """What moved in each item; by facts where the traces of both hold one that alone is otherwise."""
    compared = _Compared(cards)
    parts = list(compared.parts())
    changes = {change.order: change for change in compared.changes()}
    return made(cards, parts, list(compared.causes(parts)), list(changes.values()), told=False)


class _Compared:
    def __init__(self, cards: tuple[Scorecard, Scorecard]) -> None:
        self.cards = cards
        self.items: tuple[Mapping[str, ItemScore], ...] = tuple(
            {item.path: item for item in card.root.walk()} for card in cards
        )
        self.same = cards[0].rubric_sha256 == cards[1].rubric_sha256

    def parts(self) -> Iterator[Part]:
        """The parts of both totals by path, what was removed behind the rest."""
        before, after = (parts_of(card.root) for card in self.cards)
        for where in (*after, *(one for one in before if one not in after)):
            yield self._part(where, before.get(where, NOTHING), after.get(where, NOTHING))

    def _part(self, where: Where, before: Ends, after: Ends) -> Part:
        path, kind = where
        one, other = (path if path in items else None for items in self.items)
        return part_between((one, other, kind), self.items, before, after)

    def changes(self, paths: Iterable[str] | None = None) -> Iterator[Change]:
        """The facts and judgements that the traces of both hold and give otherwise."""
        for path in self.items[1] if paths is None else paths:
            if path not in self.items[0] or path not in self.items[1]:
                continue
            one, other = (items[path] for items in self.items)
            was, now = ({use.name: use for use in item.trace.facts} for item in (one, other))
            for name in [name for name in now if name in was and was[name] != now[name]]:
                if (was[name].value, was[name].text) != (now[name].value, now[name].text):
                    yield Change("fact", (name, name), was[name], now[name], None, name)
            if one.rule in JUDGED and one.rule == other.rule and _judged(one) != _judged(other):
                yield Change("judgement", (path, path), one, other, None, path)

    def causes(self, parts: Sequence[Part]) -> Iterator[Cause]:
        """One cause a fact that alone explains its items, and one an item that is explained no further."""
        alone: dict[Any, tuple[Change, list[Share]]] = {}
        for part in parts:
            if part.change == NOTHING:
                continue
            before, after, kind = part.key
            share = Share(part, part.change)
            found = list(self.changes([path for path in (after,) if path is not None]))
            if kind == "rounding":
                yield Cause("rounding", (share,))
            elif None in (before, after):
                yield Cause("added" if before is None else "removed", (share,))
            elif not self.same or kind == "lines" or not found:
                yield Cause("rule" if not self.same and not found else "untold", (share,), tuple(found))
            elif len(found) == 1:
                alone.setdefault(found[0].order, (found[0], []))[1].append(share)
            else:
                yield Cause("facts", (share,), tuple(found))
        for change, shares in alone.values():
            yield Cause(change.kind, tuple(shares), (change,))


def _judged(item: ItemScore) -> Any:
    return item.trace.level, item.trace.quantity
