"""The sentences of a restoration as they are read aloud."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.voices.rules import is_written
from engine.explain.voices.spoken import points_of
from engine.explain.words import listed, value_of
from engine.questions.restore.answer import found_restorations
from engine.questions.restore.words import moved
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts_given import Facts
    from engine.questions.restore.restoration import Change, Level, Restoration
    from engine.scorecard import Scorecard
    from rubric.model import Rubric
    from rubric.problems import Language

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "written": "补齐{name}",
        "done": "做到{name}",
        "is": "{name}为“{value}”",
        "up": "{name}增加 {by}、达到 {to}",
        "down": "{name}减少 {by}、降到 {to}",
        "gains": "如{change}，可补回 {gain}",
        "comes to": "如{change}，可得 {score}，补回 {gain}",
        "one of several": "{change}可补回 {gain}",
        "together": "如{each}，全部做到可得 {score}",
        "each": "如{each}",
        "level closed": "本项由人评定，等次“{name}”的得分率最高为 {end}",
        "level open": "本项由人评定，等次“{name}”的得分率须低于 {end}",
    },
    "en": {
        "written": "{name} in place",
        "done": "{name} in place",
        "is": "{name} at {value}",
        "up": "{name} up by {by} to {to}",
        "down": "{name} down by {by} to {to}",
        "gains": "With {change}, {gain} would come back",
        "comes to": "With {change} it would have {score}, {gain} more",
        "one of several": "{change} ({gain})",
        "together": "With {each}, all of them, it would have {score}",
        "each": "With {each}, that much would come back",
        "level closed": "This is a person's judgement: the level {name} gives a share of at most {end}",
        "level open": "This is a person's judgement: the level {name} gives a share below {end}",
    },
}


def spoken(rubric: Rubric, facts: Facts, card: Scorecard, language: Language) -> Mapping[str, str]:
    """What ``restorations`` says, in sentences that can be read aloud."""
    found = found_restorations(rubric, facts, card)
    return {path: spoken_of(one, language) for path, one in found.items()}


def spoken_of(found: Restoration, language: Language) -> str:
    """The sentence of one restoration."""
    words = _WORDS[language]
    if found.level is not None:
        return _level(found.level, words)
    if len(found.changes) == 1:
        one = found.changes[0]
        key = "gains" if isinstance(one.value, Fraction) else "comes to"
        return words[key].format(change=_change(one, language), **_worth(one, language))
    parts = (
        words["one of several"].format(change=_change(one, language), **_worth(one, language))
        for one in found.changes
    )
    each = listed(parts, language) if language == "en" else "，".join(parts)
    if found.together is None:
        return words["each"].format(each=each)
    return words["together"].format(each=each, **_worth(found.together, language))


def _worth(change: Change, language: Language) -> dict[str, str]:
    return {"score": points_of(change.score, language), "gain": points_of(change.gain, language)}


def _change(change: Change, language: Language) -> str:
    words, name = _WORDS[language], change.spot.name
    if change.spot.fact is None:
        name = name.rsplit("/", 1)[-1]
        return words["written" if is_written(name) else "done"].format(name=name)
    if not isinstance(change.spot.value, Fraction) or not isinstance(change.value, Fraction):
        return words["is"].format(name=name, value=value_of(change.value, language))
    by, to = moved(change, language)
    to = f"{to} {change.spot.unit}" if change.spot.unit and not change.spot.sign else to
    return words["up" if change.value > change.spot.value else "down"].format(name=name, by=by, to=to)


def _level(level: Level, words: Mapping[str, str]) -> str:
    assert level.held.hi is not None  # levels share out 0% to 100%
    how = "level open" if level.held.hi_open else "level closed"
    return words[how].format(name=level.name, end=f"{show(level.held.hi * 100)}%")
