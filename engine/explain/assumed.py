"""What a scorecard was assumed to rest on, in words; that it is no score stands first."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.words import aside, listed, points, true_minus, value_of
from rubric.number import fixed, shortest_places, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.scorecard import Assumed, Scorecard
    from rubric.problems import Language

SCALES: Final[Mapping[str, int]] = {"%": 100, "‰": 1000}
_MOST_PLACES: Final = 20


def assumption(card: Scorecard, language: Language) -> str:
    """That this is no score but what it would be at the least, or at the most; '' for a score."""
    made = card.assumed
    if made is None:
        return ""
    count, worst = len(made.facts), made.which == "worst"
    if language == "zh":
        end = "最低分假定（最坏情形）" if worst else "最高分假定（最好情形）"
        return f"这不是评价结果：未定的 {count} 项都按{end}"
    things = "the 1 open thing is" if count == 1 else f"all {count} open things are"
    return f"Not the score: {things} assumed for the {'lowest' if worst else 'highest'} total"


def assumptions(card: Scorecard, language: Language) -> list[str]:
    """What was assumed, each thing with its value, and what the assumption could not do."""
    made = card.assumed
    if made is None:
        return []
    said = [assumed(one, language) for one in made.facts]
    if made.open:
        names = listed(made.open, language)
        said.append(
            f"{names}：各行未知，无法假定，仍待定"
            if language == "zh"
            else f"{names}: nothing can be assumed of its rows; still open"
        )
    if made.short:
        said.append(_short(card, language))
    return said


def assumed(one: Assumed, language: Language) -> str:
    """A thing with its value: ``项目绩效管理办法 = 否``."""
    doubt = {"zh": "有争议，不用文件的值", "en": "disputed; not the value of the file"}[language]
    return f"{one.name} = {value(one, language)}{aside(doubt if one.disputed else '', language)}"


def value(one: Assumed, language: Language) -> str:
    """The value with its level or its unit."""
    if not isinstance(one.value, Fraction):
        return value_of(one.value, language)
    figure = true_minus(written(one.value, one.unit))
    if one.unit in SCALES:
        return f"{one.level or ''} {figure}".strip()
    return f"{figure} {one.unit or ''}".strip()


def written(value: Fraction, unit: str | None) -> str:
    """A number to its last digit, with the sign of its unit where that is one."""
    scaled = value * SCALES.get(unit or "", 1)
    places = shortest_places(scaled, _MOST_PLACES)
    number = show(scaled) if places is None else fixed(scaled, places)
    return f"{number}{unit}" if unit in SCALES else number


def _short(card: Scorecard, language: Language) -> str:
    """That no values were found which take the total to the end of its range."""
    made, places = card.assumed, card.root.places
    assert made is not None  # it was looked at before
    end, short = points(made.end, places), points(made.short, places)
    worst = made.which == "worst"
    if language == "zh":
        return f"区间的{'下' if worst else '上'}端 {end} 没有取到，还差 {short}：没有找到能取到它的一组事实"
    side = "lower" if worst else "upper"
    return (
        f"the {side} end of the range, {end}, was not reached by {short}: no facts were found that reach it"
    )
