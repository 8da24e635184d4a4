"""One item to the last step: formula, named values, every branch, every step and rounding."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain.branches import branches
from engine.explain.facts import fact_sentence, value_sentence
from engine.explain.figures import quantity_of
from engine.explain.groups import arithmetic, combined, group_lines
from engine.explain.proportions import read
from engine.explain.reasons import figures, not_applicable, reading, reasons
from engine.explain.steps import running
from engine.explain.words import aside, commas, equation, exactly, formula, points, signed, span, where
from rubric.number import show
from rubric.problems import nearest
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.scorecard import ItemScore, Scorecard
    from rubric.place import Place
    from rubric.problems import Language


class Step(Record):
    """One line of an explanation; ``decided`` marks the branch that decided."""

    text: str
    decided: bool | None = None


class Section(Record):
    """Steps under one label."""

    label: str
    steps: tuple[Step, ...]


class Explanation(Record):
    """An item's whole way from the rule to its points."""

    path: str
    low: Fraction
    high: Fraction
    points: Fraction
    places: int | None
    settled: bool
    sections: tuple[Section, ...]


def find(card: Scorecard, path: str) -> ItemScore | None:
    """The item at a path, or the only one whose path ends in it. Blanks around ``/`` do not count."""
    wanted = "/".join(part.strip() for part in path.strip("/ ").split("/"))
    items = card.root.walk()
    exact = next((item for item in items if item.path == wanted), None)
    ends = [item for item in items if item.path.endswith(f"/{wanted}")]
    return exact or (ends[0] if len(ends) == 1 else None)


def nearest_path(card: Scorecard, path: str) -> str | None:
    """The path most like one that was not found, for "did you mean"."""
    paths = [item.path for item in card.root.walk() if item.path]
    names = {item.rsplit("/", 1)[-1]: item for item in paths}
    near = nearest(path, names)
    return names[near] if near else nearest(path, paths)


def explain_item(
    item: ItemScore,
    language: Language,
    *,
    restore: str | None = None,
    requires: Sequence[str] = (),
    places: bool = False,
    place: Place | None = None,
) -> Explanation:
    """Every step of one item, in the order in which they happened.

    ``places`` says of every branch where it stands in the rubric, ``place`` is where the item does.
    """
    zh = language == "zh"
    label, told = branches(item, language, places=places)
    sections = [
        _section("位置" if zh else "Place", [where(place.file, place.line, language)] if place else []),
        _section("编号" if zh else "Number", [item.code or ""]),
        _section("原文" if zh else "Rule", [item.text or ""]),
        _section("适用" if zh else "Applies", [_applies(item, language)]),
        _section("公式" if zh else "Formula", [formula(item.trace.formula, language)]),
        _section("数据" if zh else "Facts", [fact_sentence(use, language) for use in item.trace.facts]),
        _section("计算" if zh else "Values", [value_sentence(use, language) for use in item.trace.values]),
        _section("代入" if zh else "Figures", _substituted(item, language)),
        Section(label, tuple(Step(text, decided) for text, decided in told)),
        _section("读法" if zh else "Reading", [_read(item, language)]),
        _section("各项" if zh else "Items", _children(item, language)),
        _section("步骤" if zh else "Steps", [] if item.items else running(item, language)),
        _section("得分" if zh else "Score", _score(item, language)),
        _section("补回" if zh else "Regain", [restore or ""]),
        _section("须附" if zh else "Attach", requires),
        _section("佐证" if zh else "Evidence", item.evidence),
        _section("备注" if zh else "Note", [item.note or ""]),
        _section("依据" if zh else "Basis", item.basis),
    ]
    return Explanation(
        path=item.path,
        low=item.low,
        high=item.high,
        points=item.points,
        places=item.places,
        settled=item.exact is not None,
        sections=tuple(section for section in sections if section.steps),
    )


def _section(label: str, texts: Iterable[str]) -> Section:
    return Section(label, tuple(Step(text) for text in texts if text))


def _applies(item: ItemScore, language: Language) -> str:
    if item.state == "not_applicable":
        return not_applicable(item, language)
    if item.condition is None or item.state == "unscored":
        return item.condition or ""
    return f"{item.condition} 成立" if language == "zh" else f"{item.condition} is true"


def _read(item: ItemScore, language: Language) -> str:
    if item.state == "not_applicable":
        return ""
    if item.items:
        return combined(item, language)
    if item.undefined is not None:
        return ("；" if language == "zh" else "; ").join(reasons(item, language))
    # A formula's reading is the formula, which stands above; the steps after a rule stand below.
    return "" if item.rule == "formula" else reading(item, language, apart=True)


def _substituted(item: ItemScore, language: Language) -> list[str]:
    """The numbers put in, then the same value as an exact fraction where it was shown shorter."""
    if item.state != "scored":
        return []
    texts = figures(item, language)
    if item.rule == "proportion":
        return [
            *texts,
            *_exactly(item.trace.raw, show(item.trace.raw) if item.trace.raw is not None else "", item),
        ]
    value = item.trace.quantity
    return [
        *texts,
        *(_exactly(value, quantity_of(item), item) if isinstance(value, Fraction) and texts else []),
    ]


def _exactly(value: Fraction | None, shown: str, item: ItemScore) -> list[str]:
    if value is None or not shown.startswith("≈") or (item.rule == "proportion" and read(item) is None):
        return []
    return [equation(exactly(value), shown)]


def _children(item: ItemScore, language: Language) -> list[str]:
    if not item.items:
        return []
    texts = [f"{child.name}  {_said(child)} / {show(child.points)}" for child in item.items]
    own = [
        f"{line.name}  {signed(line.amount) if line.amount else '0'}{aside(line.why, language)}"
        for line in group_lines(item, language)
    ]
    return [*texts, *own, arithmetic(item, language)]


def _said(item: ItemScore) -> str:
    return span(item.low, item.high, item.places, open_=item.exact is None)


def _score(item: ItemScore, language: Language) -> list[str]:
    zh, full = language == "zh", show(item.points)
    if item.exact is None:
        low, high = (points(x, item.places) for x in (item.low, item.high))
        return [f"{low} 至 {high}，满分 {full}" if zh else f"{low} to {high} of {full}"]
    exact, rounded = exactly(item.exact), points(item.low, item.places)
    lost = item.points - item.low
    tail = (
        (f"失 {points(lost, item.places)}" if zh else f"{points(lost, item.places)} lost") if lost > 0 else ""
    )
    text = f"{rounded}，满分 {full}" if zh else f"{rounded} of {full}"
    if item.bonus:
        text, tail = f"{rounded}，附加" if zh else f"{rounded}, a bonus", ""
    if item.exact != item.low:
        how = (
            f"精确值 {exact}，舍入到 {item.places} 位" if zh else f"exactly {exact}, to {item.places} places"
        )
        return [commas([text, tail], language) + aside(how, language)]
    return [commas([text, tail, f"精确值 {exact}" if zh else f"exactly {exact}"], language)]
