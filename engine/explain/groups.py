"""How a group comes to its points: the way its items come together, and the lines of its own."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.steps import name_of, why
from engine.explain.words import colon, equation, figure, formula, listed, points
from rubric.number import fits, fraction_string, round_places, show
from rubric.record import Record

if TYPE_CHECKING:
    from engine.scorecard import ItemScore
    from rubric.problems import Language

ADDS: Final = frozenset(("sum", "weighted", None))
CHOOSES: Final = frozenset(("best", "worst"))
_NAMES: Final = {
    "zh": {
        "weighted": "加权合计",
        "best": "择优",
        "worst": "取低",
        "mean": "平均",
        "geometric": "几何平均",
        "formula": "按公式汇总",
    },
    "en": {
        "weighted": "weighted sum",
        "best": "the best",
        "worst": "the worst",
        "mean": "mean",
        "geometric": "geometric mean",
        "formula": "by formula",
    },
}


class Line(Record):
    """A line of a group's arithmetic beside its items: a step, or the rounding difference (尾差)."""

    name: str
    amount: Fraction
    places: int | None
    why: str
    kind: str


def combined(item: ItemScore, language: Language) -> str:
    """How the items of a group come together, nothing for a sum."""
    if item.combine is None or item.combine == "sum" or not item.items:
        return ""
    name = _NAMES[language].get(item.combine, item.combine)
    if item.combine in CHOOSES:
        return colon(name, _chosen(item, language), language)
    if item.exact is None or item.combine == "weighted":
        return name
    return colon(name, _calculated(item, language), language)


def counted(item: ItemScore) -> list[ItemScore]:
    """The items of a group that come together: those whose points went elsewhere do not."""
    return [child for child in item.items if not gone(child)]


def gone(item: ItemScore) -> bool:
    """Whether an item does not apply and its points went to others."""
    return item.state == "not_applicable" and item.otherwise in ("redistribute", "rescale")


def chosen(item: ItemScore) -> list[ItemScore]:
    """The items that decide a group which takes one of them; several where they are equal or open."""
    children = counted(item)
    if item.combine == "best":
        most = max((child.low for child in children), default=Fraction(0))
        return [child for child in children if child.high >= most]
    least = min((child.high for child in children), default=Fraction(0))
    return [child for child in children if child.low <= least]


def _chosen(item: ItemScore, language: Language) -> str:
    taken = chosen(item)
    if not taken or (len(taken) > 1 and any(child.exact is None for child in taken)):
        return ""
    if language == "zh":
        same = f"（与{listed([f'“{c.name}”' for c in taken[1:]], language)}相同）" if len(taken) > 1 else ""
        return f"取“{taken[0].name}”{same}"
    same = f" (as much as {listed([c.name for c in taken[1:]], language)})" if len(taken) > 1 else ""
    return f"{taken[0].name}{same}"


def _calculated(item: ItemScore, language: Language) -> str:
    """The calculation of a mean, or of a formula as far as the trace holds one."""
    start = _start(item)
    parts = [child.low for child in counted(item)]
    if item.combine == "mean" and parts:
        return equation(f"({' + '.join(map(show, parts))}) ÷ {len(parts)}", show(start))
    if item.combine == "geometric" and parts and item.points:
        shares = " × ".join(figure(part / item.points, percent=True) for part in parts)
        count = len(parts)
        root = f"({shares}) 开 {count} 次方" if language == "zh" else f"({shares})^(1/{count})"
        return equation(root, figure(start / item.points, percent=True))
    return equation(formula(item.trace.substituted, language), show(start))


def _start(item: ItemScore) -> Fraction:
    """What the items came to, before any line of the group's own."""
    assert item.exact is not None  # asked for only where it is settled
    return item.exact - sum((step.amount for step in item.steps), Fraction(0))


# -- arithmetic --------------------------------------------------------------------------------------


def group_lines(item: ItemScore, language: Language) -> list[Line]:
    """The lines beside the items, as printed: items + lines = score, exactly, where items are added."""
    if not item.items or item.exact is None:
        return []
    made = [
        Line(
            name_of(step, language),
            _printed(step.amount, item),
            item.places,
            why(step, item, language),
            step.kind,
        )
        for step in item.steps
        if step.amount or step.kind == "veto"
    ]
    rest = _rest(item, made)
    if rest:
        name = "尾差" if language == "zh" else "rounding"
        made.append(Line(name, rest, item.places, rounded(item, language), "difference"))
    return made


def _rest(item: ItemScore, made: list[Line]) -> Fraction:
    """What rounding added to the sum of what is printed."""
    if item.combine not in ADDS and item.combine is not None:
        return Fraction(0)
    printed = sum((child.low for child in item.items), Fraction(0))
    return item.low - printed - sum((one.amount for one in made), Fraction(0))


def _printed(x: Fraction, item: ItemScore) -> Fraction:
    # What cannot be printed exactly is rounded where it is printed, and the difference carries the rest.
    if item.places is None or fits(x, 10):
        return x
    return round_places(x, item.places, "half_up")


def rounded(item: ItemScore, language: Language) -> str:
    """Why a sum of printed figures is not the printed sum."""
    steps = sum((step.amount for step in item.steps), Fraction(0))
    summed = sum((child.low for child in counted(item)), steps)
    if item.exact == summed and item.places is not None:
        places = item.places
        return (
            f"合计后舍入到 {places} 位"
            if language == "zh"
            else f"the sum is rounded to {places} place{'' if places == 1 else 's'}"
        )
    return "由各项精确值合计后舍入" if language == "zh" else "the exact scores are added, then rounded"


def arithmetic(item: ItemScore, language: Language) -> str:
    """``95.00 − 6.00（上限） = 89.00``, for a group that adds and is settled."""
    own = group_lines(item, language)
    if item.exact is None or item.combine not in ADDS or len(counted(item)) + len(own) < 2:
        return ""
    text = " + ".join(_figure(child.low, child.places) for child in counted(item)) or "0"
    for one in own:
        sign = "−" if one.amount < 0 else "+"
        text += f" {sign} {_figure(abs(one.amount), one.places)}"
    return f"{text.replace('+ -', '− ')} = {_figure(item.low, item.places)}"


def _figure(x: Fraction, places: int | None) -> str:
    """A figure of an equation that must be true as it stands."""
    text = points(x, places)
    return fraction_string(x) if text.startswith("≈") else text
