"""What stands below the table: where points were lost, what is open, what a reader must be told."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain.reasons import difference, figures, missing, reading, reasons, why_open
from engine.explain.words import aside, clauses, commas, points, route, value_of
from rubric.number import fraction_string
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.scorecard import FactUse, ItemScore, Scorecard
    from rubric.problems import Language


class LossView(Record):
    """Points lost at one item, with everything a reader needs to see why and how to get them back.

    ``certain`` is False where the item is open: ``lost`` is then the least it has lost.
    """

    path: str
    lost: Fraction
    places: int | None
    certain: bool
    text: str | None
    reading: str
    figures: tuple[str, ...]
    facts: tuple[str, ...]
    restore: str | None


class OpenView(Record):
    """Something not known, with the points that hang on it.

    ``name`` is a fact, or None where the item itself is open (``reason`` says why). ``jointly``
    is True where other open facts hang on the same points.
    """

    name: str | None
    items: tuple[str, ...]
    at_stake: Fraction
    places: int | None
    jointly: bool
    reason: str


def losses(
    card: Scorecard,
    language: Language,
    *,
    restore: Mapping[str, str] | None = None,
    root: ItemScore | None = None,
) -> list[LossView]:
    """Every leaf that surely lost points, most first, then in the order of the table."""
    leaves = [item for item in (root or card.root).walk() if not item.items and item.high < item.points]
    leaves.sort(key=lambda item: item.high - item.points)
    return [_loss(item, language, (restore or {}).get(item.path)) for item in leaves]


def _loss(item: ItemScore, language: Language, restore: str | None) -> LossView:
    return LossView(
        path=item.path,
        lost=item.points - item.high,
        places=item.places,
        certain=item.exact is not None,
        text=item.text,
        reading=clauses(reasons(item, language), language) if item.undefined else reading(item, language),
        figures=() if item.undefined else (*figures(item, language), *_rounded(item, language)),
        facts=tuple(fact_sentence(use, language) for use in _telling(item)),
        restore=restore,
    )


def _rounded(item: ItemScore, language: Language) -> list[str]:
    if item.exact is None or item.exact == item.low:
        return []
    exact, shown = fraction_string(item.exact), points(item.low, item.places)
    return [f"得 {exact}，舍入为 {shown}" if language == "zh" else f"earns {exact}, rounded to {shown}"]


def _telling(item: ItemScore) -> list[FactUse]:
    """The facts that lost the points: of a checklist only what is not there."""
    elements = {use.branch.label for use in item.trace.branches if use.branch.kind == "element"}
    return [use for use in item.trace.facts if use.name not in elements or use.value is not True]


def fact_sentence(use: FactUse, language: Language) -> str:
    """``年末结转结余 = 8 万元（facts.yaml 第 8 行，报告三（二）2）``."""
    zh = language == "zh"
    if use.value is None and not use.text:
        return f"{use.name}：缺" if zh else f"{use.name}: not known"
    # A value with spaces in it is a sentence of the author's; a number keeps its printed places.
    text = use.text or value_of(use.value, language)
    unit = f" {use.unit}" if use.unit and not text.endswith(use.unit) else ""
    return f"{use.name} = {text}{unit}{aside(_place(use, language), language)}"


def _place(use: FactUse, language: Language) -> str:
    where = use.file or ""
    if use.file and use.line is not None:
        where = f"{use.file} 第 {use.line} 行" if language == "zh" else f"{use.file} line {use.line}"
    return commas([where, use.source or "", use.note or ""], language)


# -- open ------------------------------------------------------------------------------------------


def opens(card: Scorecard, language: Language, *, root: ItemScore | None = None) -> list[OpenView]:
    """Every open fact once, and every open item that waits for no fact; most at stake first."""
    facts: dict[str, list[ItemScore]] = {}
    views: list[OpenView] = []
    for item in (root or card.root).walk():
        if item.undefined is None:
            continue
        names = missing(item)
        if not names:
            views.append(_open_item(item, language))
        for name in names:
            facts.setdefault(_key(name, item), []).append(item)
    views += [_open_fact(items, key) for key, items in facts.items()]
    order = {item.path: place for place, item in enumerate(card.root.walk())}
    return sorted(views, key=lambda view: (-view.at_stake, order[view.items[0]]))


def _key(name: str, item: ItemScore) -> str:
    # Elements of two checklists may share a name and still be two facts.
    own = any(use.branch.kind == "element" and use.branch.label == name for use in item.trace.branches)
    return f"{item.path}/{name}" if own else name


def _open_fact(items: list[ItemScore], key: str) -> OpenView:
    first = items[0]
    return OpenView(
        name=key.removeprefix(f"{first.path}/"),
        items=tuple(item.path for item in items),
        at_stake=sum((item.high - item.low for item in items), Fraction(0)),
        places=first.places,
        jointly=any(len(missing(item)) > 1 for item in items),
        reason="",
    )


def _open_item(item: ItemScore, language: Language) -> OpenView:
    why, stake = why_open(item, language), item.high - item.low
    return OpenView(None, (item.path,), stake, item.places, False, why)


# -- the foot --------------------------------------------------------------------------------------


def notices(card: Scorecard, language: Language, *, root: ItemScore | None = None) -> list[str]:
    """What changed a sum without being an item's own doing: the differences of rounding."""
    whole = "总分" if language == "zh" else "total"
    return [
        f"{route(item.path) or whole}  {difference(item, language)}"
        for item in (root or card.root).walk()
        if item.difference
    ]


def fingerprint(card: Scorecard, language: Language) -> str:
    """What the score rests on, short enough to copy."""
    rubric, facts = card.rubric_sha256[:8], card.facts_sha256[:8]
    if language == "zh":
        return f"评分表 {rubric}  事实 {facts}  引擎 {card.engine}"
    return f"rubric {rubric}  facts {facts}  engine {card.engine}"
