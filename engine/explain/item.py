"""One item to the last step: formula, named values, every branch, bounds and rounding."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain.reasons import difference, figures, quantity_of, reading, reasons
from engine.explain.views import fact_sentence
from engine.explain.words import amount, aside, brackets, commas, equation, minus, points, span
from rubric.number import fraction_string, show
from rubric.problems import nearest
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.scorecard import BranchUse, ItemScore, Scorecard
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


def explain_item(item: ItemScore, language: Language, *, restore: str | None = None) -> Explanation:
    """Every step of one item, in the order in which they happened."""
    zh = language == "zh"
    sections = [
        _section("原文" if zh else "Rule", [item.text or ""]),
        _section("适用" if zh else "Applies", [_applies(item, language)]),
        _section("公式" if zh else "Formula", [item.trace.formula]),
        _section("数据" if zh else "Facts", [fact_sentence(use, language) for use in item.trace.facts]),
        _section("代入" if zh else "Figures", _substituted(item, language)),
        _branches(item, language),
        _section("读法" if zh else "Reading", [_read(item, language)]),
        _section("各项" if zh else "Items", _children(item, language)),
        _section("限界" if zh else "Bounds", [_bounds(item, language)]),
        _section("得分" if zh else "Score", _score(item, language)),
        _section("补回" if zh else "Regain", [restore or ""]),
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


def _section(label: str, lines: Iterable[str]) -> Section:
    return Section(label, tuple(Step(line) for line in lines if line))


def _applies(item: ItemScore, language: Language) -> str:
    if item.condition is None:
        return ""
    if item.state == "not_applicable":
        return reasons(item, language)[0]
    if item.state == "unscored":
        return item.condition
    return f"{item.condition} 成立" if language == "zh" else f"{item.condition} is true"


def _read(item: ItemScore, language: Language) -> str:
    if item.items or item.state == "not_applicable":
        return ""
    if item.undefined is not None:
        return ("；" if language == "zh" else "; ").join(reasons(item, language))
    # A formula's reading is the formula, which stands above.
    return "" if item.rule == "formula" else reading(item, language)


def _substituted(item: ItemScore, language: Language) -> list[str]:
    """The numbers put in, then the same value as an exact fraction where it was shown shorter."""
    if item.state != "scored":
        return []
    lines = figures(item, language)
    value = item.trace.quantity
    if isinstance(value, Fraction) and lines and quantity_of(item).startswith("≈"):
        lines.append(equation(fraction_string(value), quantity_of(item)))
    return lines


def _branches(item: ItemScore, language: Language) -> Section:
    zh, kinds = language == "zh", {use.branch.kind for use in item.trace.branches}
    labels = {
        "band": "分档" if zh else "Bands",
        "line": "逐条" if zh else "Lines",
        "element": "要点" if zh else "Elements",
        "level": "等次" if zh else "Levels",
    }
    label = labels[min(kinds)] if kinds else ""
    return Section(label, tuple(_branch(use, item, language) for use in item.trace.branches))


def _branch(use: BranchUse, item: ItemScore, language: Language) -> Step:
    branch = use.branch
    decided = use.decided and item.state == "scored"
    if branch.kind == "level":
        decided = branch.label == item.trace.level
        return Step(_level(use, language), decided)
    if branch.kind == "element":
        return _element(use, item, language)
    text = commas([branch.because or "", branch.label], language) if branch.kind == "line" else branch.label
    return Step(text + aside(_earned(use, item, language), language), decided)


def _element(use: BranchUse, item: ItemScore, language: Language) -> Step:
    # An element that was not reached on the way to an open one is known all the same.
    known = {fact.name: fact.value for fact in item.trace.facts}
    there = known.get(use.branch.label, use.decided)
    worth = f"{use.branch.each} 分" if language == "zh" else f"{use.branch.each}"
    waits = "" if there is not None else "待定" if language == "zh" else "open"
    return Step(use.branch.label + aside(commas([worth, waits], language), language), there is True)


def _earned(use: BranchUse, item: ItemScore, language: Language) -> str:
    if not isinstance(use.amount, Fraction) or item.state != "scored":
        return ""
    if use.branch.kind == "line":
        return minus(-use.amount if item.rule == "award" else use.amount) if use.amount else "0"
    return f"得 {amount(use.amount)}" if language == "zh" else f"earns {amount(use.amount)}"


def _level(use: BranchUse, language: Language) -> str:
    held = use.branch.interval
    return use.branch.label + (aside(brackets(held, percent=True), language) if held else "")


def _children(item: ItemScore, language: Language) -> list[str]:
    if not item.items:
        return []
    lines = [f"{child.name}  {_said(child)} / {show(child.points)}" for child in item.items]
    if item.exact is not None:
        parts = " + ".join(points(child.low, child.places) for child in item.items)
        # Rounding the exact sum may have moved it: the equation stays true with what it added.
        moved = item.difference
        tail = f" {'−' if moved < 0 else '+'} {show(abs(moved))}" if moved else ""
        lines.append(f"{parts}{tail} = {points(item.low, item.places)}")
    return [*lines, *([difference(item, language)] if item.difference else [])]


def _said(item: ItemScore) -> str:
    return span(item.low, item.high, item.places, open_=item.exact is None)


def _bounds(item: ItemScore, language: Language) -> str:
    if not item.held or item.exact is None:
        return ""
    before, after = show(item.exact - item.held), show(item.exact)
    if language == "zh":
        return f"算得 {before}，限于最低分与满分之间，计 {after}"
    return f"the rule gives {before}; held between the least and the full points: {after}"


def _score(item: ItemScore, language: Language) -> list[str]:
    zh, full = language == "zh", show(item.points)
    if item.exact is None:
        low, high = (points(x, item.places) for x in (item.low, item.high))
        return [f"{low} 至 {high}，满分 {full}" if zh else f"{low} to {high} of {full}"]
    exact, rounded = fraction_string(item.exact), points(item.low, item.places)
    lost = item.points - item.low
    tail = (f"失 {points(lost, item.places)}" if zh else f"{points(lost, item.places)} lost") if lost else ""
    text = f"{rounded}，满分 {full}" if zh else f"{rounded} of {full}"
    if item.exact != item.low:
        how = (
            f"精确值 {exact}，舍入到 {item.places} 位" if zh else f"exactly {exact}, to {item.places} places"
        )
        return [commas([text, tail], language) + aside(how, language)]
    return [commas([text, tail, f"精确值 {exact}" if zh else f"exactly {exact}"], language)]
