"""Every branch of a rule, the one that decided marked."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.checklists import there
from engine.explain.choices import row_label, stretch
from engine.explain.words import amount, aside, brackets, commas, interval, signed, where
from rubric.number import show, show_percent

if TYPE_CHECKING:
    from engine.scorecard import BranchUse, ItemScore
    from rubric.place import Place
    from rubric.problems import Language

_LABELS: Final = {
    "zh": {
        "band": "分档",
        "line": "逐条",
        "element": "要点",
        "level": "等次",
        "case": "情形",
        "row": "对照",
        "point": "过点",
    },
    "en": {
        "band": "Bands",
        "line": "Lines",
        "element": "Elements",
        "level": "Levels",
        "case": "Cases",
        "row": "Rows",
        "point": "Points",
    },
}


def branches(
    item: ItemScore, language: Language, *, places: bool = False
) -> tuple[str, list[tuple[str, bool]]]:
    """What the branches are called, and each with whether it decided; ``places`` adds where it stands."""
    kinds = {use.branch.kind for use in item.trace.branches}
    label = _LABELS[language][min(kinds)] if kinds else ""
    told = [_branch(use, item, language) for use in item.trace.branches]
    if places:
        stands = [aside(place_of(use.branch.place, language), language) for use in item.trace.branches]
        told = [(text + place, decided) for (text, decided), place in zip(told, stands, strict=True)]
    return label, told


def place_of(place: Place | None, language: Language) -> str:
    """Where something stands in the rubric."""
    return where(place.file, place.line, language) if place is not None else ""


def _branch(use: BranchUse, item: ItemScore, language: Language) -> tuple[str, bool]:
    branch = use.branch
    decided = use.decided and item.state == "scored"
    if branch.kind == "level":
        within = aside(brackets(branch.interval, percent=True), language) if branch.interval else ""
        return branch.label + within, branch.label == item.trace.level
    if branch.kind == "element":
        return _element(use, item, language)
    return _named(use, item, language) + aside(_earned(use, item, language), language), decided


def _named(use: BranchUse, item: ItemScore, language: Language) -> str:
    branch, zh = use.branch, language == "zh"
    if branch.kind == "line":
        return commas([branch.because or "", branch.label], language)
    if branch.kind == "case":
        return commas([branch.label or ("其余" if zh else "otherwise"), branch.because or ""], language)
    if branch.kind == "row":
        return row_label(use, item, language)
    if branch.kind == "point":
        return _point(use, item, language)
    return branch.label.replace(" ", "\N{NO-BREAK SPACE}")


def _point(use: BranchUse, item: ItemScore, language: Language) -> str:
    between = stretch(use, item)
    if between is None:
        held = use.branch.interval
        return interval(held, language, percent=item.trace.percent) if held is not None else use.branch.label
    shown = show_percent if item.trace.percent else show
    ends = (f"({shown(x)}, {show(y)})".replace(" ", "\N{NO-BREAK SPACE}") for x, y in between)
    return " → ".join(ends)


def _element(use: BranchUse, item: ItemScore, language: Language) -> tuple[str, bool]:
    zh, is_there = language == "zh", there(use, item)
    worth = f"{use.branch.each} 分" if zh else f"{use.branch.each}"
    if any(name == "each_missing" for name, _ in item.trace.options):
        worth = f"每缺扣 {use.branch.each}" if zh else f"{use.branch.each} off if missing"
    needed = ("必备" if zh else "required") if use.branch.required else ""
    waits = "" if is_there is not None else "待定" if zh else "open"
    return use.branch.label + aside(commas([worth, needed, waits], language), language), is_there is True


def _earned(use: BranchUse, item: ItemScore, language: Language) -> str:
    if not isinstance(use.amount, Fraction) or item.state != "scored":
        return ""
    if use.branch.kind == "line":
        return signed(use.amount if item.rule == "award" else -use.amount) if use.amount else "0"
    if not use.decided:
        return ""
    return f"得 {amount(use.amount)}" if language == "zh" else f"earns {amount(use.amount)}"
