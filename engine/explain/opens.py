"""What is not known yet, each with the points that hang on it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain import over_all
from engine.explain.undefined import WAITING, missing, waits, why_open
from rubric.record import Record

if TYPE_CHECKING:
    from engine.scorecard import ItemScore, Scorecard
    from rubric.problems import Language


class OpenView(Record):
    """Something not known, with the points that hang on it.

    ``name`` is a fact, or None where the item itself is open. ``reason`` says why an item is open, and of a
    fact that nobody fills in where it comes from. ``jointly`` is True where other open facts hang on the same
    points.
    """

    name: str | None
    items: tuple[str, ...]
    at_stake: Fraction
    places: int | None
    jointly: bool
    reason: str


def opens(card: Scorecard, language: Language, *, root: ItemScore | None = None) -> list[OpenView]:
    """Every open fact once, and every open item that waits for no fact; most at stake first."""
    facts: dict[tuple[str, str], list[ItemScore]] = {}
    views: list[OpenView] = []
    columns = _columns(card)
    for item in (root or card.root).walk():
        if item.undefined is None:
            continue
        names = missing(item)
        if not names:
            views.append(_open_item(item, language))
        for name in names:
            facts.setdefault(_key(name, item, columns), []).append(item)
    views += [_open_fact(items, name, language) for (_, name), items in facts.items()]
    order = {item.path: place for place, item in enumerate(card.root.walk())}
    return sorted(views, key=lambda view: (-view.at_stake, order[view.items[0]]))


def _key(name: str, item: ItemScore, columns: frozenset[str]) -> tuple[str, str]:
    # Elements of two checklists, and cells of two rows, may share a name and still be two facts.
    own = any(use.branch.kind == "element" and use.branch.label == name for use in item.trace.branches)
    return (item.path if own or name in columns else "", name)


def _columns(card: Scorecard) -> frozenset[str]:
    """The names that stand for a different fact in different items: the columns of tables."""
    seen: dict[str, set[tuple[object, int | None]]] = {}
    for item in card.root.walk():
        for use in item.trace.facts:
            seen.setdefault(use.name, set()).add((use.text, use.line))
    return frozenset(name for name, uses in seen.items() if len(uses) > 1)


def _open_fact(items: list[ItemScore], name: str, language: Language) -> OpenView:
    ranked = over_all.waiting(items[0].trace.facts)
    return OpenView(
        name=name,
        items=tuple(item.path for item in items),
        at_stake=sum((item.high - item.low for item in items), Fraction(0)),
        places=items[0].places,
        jointly=any(len(missing(item)) > 1 for item in items),
        reason=next((over_all.why(use, language) for use in ranked if use.name == name), ""),
    )


def _open_item(item: ItemScore, language: Language) -> OpenView:
    stake = item.high - item.low
    waiting = item.undefined is not None and item.undefined.kind in WAITING
    why = why_open(item, language) if waiting else waits(item, language)
    return OpenView(None, (item.path,), stake, item.places, False, why)
