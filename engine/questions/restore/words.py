"""The sentences of a restoration, in both languages."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.words import listed, points, value_of
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.questions.restore.restoration import Change, Level, Restoration
    from engine.questions.spot import Spot
    from rubric.problems import Language

_SCALES: Final = {"": 1, "%": 100, "‰": 1000}
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "is": "{name} = {value}，得 {score} 分（+{gain}）",
        "each": "{name} = {value}（+{gain}）",
        "together": "{each}，合计得 {score} 分（+{gain}）",
        "up": "{name} 增加 {by}（到 {to}），可得 +{gain}",
        "down": "{name} 减少 {by}（到 {to}），可得 +{gain}",
        "%": "{by} 个百分点",
        "‰": "{by} 个千分点",
        "level closed": "由人评定：等次“{name}”的得分率最高 {end}",
        "level open": "由人评定：等次“{name}”的得分率须低于 {end}",
    },
    "en": {
        "is": "{name} = {value}: {score} {points} (+{gain})",
        "each": "{name} = {value} (+{gain})",
        "together": "{each}: {score} {points} together (+{gain})",
        "up": "{name} up by {by} (to {to}): +{gain}",
        "down": "{name} down by {by} (to {to}): +{gain}",
        "%": "{by} percentage points",
        "‰": "{by} per mille",
        "level closed": "a person's judgement: the level {name} gives a share of at most {end}",
        "level open": "a person's judgement: the level {name} gives a share below {end}",
    },
}


def sentence(found: Restoration, places: int | None, language: Language) -> str:
    """The one sentence of a restoration; ``places`` are those that the item is rounded to."""
    words = _WORDS[language]
    if found.level is not None:
        return _level(found.level, words)
    first = found.changes[0]
    if len(found.changes) == 1:
        return _change(first, places, language)
    each = listed((words["each"].format(**_parts(one, places, language)) for one in found.changes), language)
    if found.together is None:
        return each
    return words["together"].format(**{**_parts(found.together, places, language), "each": each})


def _level(level: Level, words: Mapping[str, str]) -> str:
    assert level.held.hi is not None  # levels share out 0% to 100%
    how = "level open" if level.held.hi_open else "level closed"
    return words[how].format(name=level.name, end=f"{show(level.held.hi * 100)}%")


def _change(change: Change, places: int | None, language: Language) -> str:
    words, old = _WORDS[language], change.spot.value
    parts = _parts(change, places, language)
    if not isinstance(old, Fraction) or not isinstance(change.value, Fraction):
        return words["is"].format(**parts)
    by, to = moved(change, language)
    return words["up" if change.value > old else "down"].format(**parts, by=by, to=to)


def moved(change: Change, language: Language) -> tuple[str, str]:
    """By how much a number moved, in the unit in which it was given, and to what."""
    old = change.spot.value
    assert isinstance(old, Fraction)  # only numbers move by something
    assert isinstance(change.value, Fraction)
    by = _amount(abs(change.value - old), change.spot, _WORDS[language])
    return by, number_of(change.value, change.spot) + change.spot.sign


def _parts(change: Change, places: int | None, language: Language) -> dict[str, str]:
    element = change.spot.fact is None
    return {
        "name": change.spot.name.rsplit("/", 1)[-1] if element else change.spot.name,
        "value": value_of(change.value, language),
        "score": show(change.score),
        "gain": points(change.gain, places),
        "points": "point" if change.score == 1 else "points",
    }


def _amount(difference: Fraction, spot: Spot, words: Mapping[str, str]) -> str:
    number = number_of(difference, spot)
    if spot.sign:
        return words[spot.sign].format(by=number)
    return f"{number} {spot.unit}".rstrip()


def number_of(value: Fraction, spot: Spot) -> str:
    """A number in the unit and with the sign in which the fact was given."""
    return show(value / spot.factor * _SCALES[spot.sign])
