"""What is said of figures that cannot all be true, in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain.words import listed
from engine.questions.verify.numbers import intervals, members

if TYPE_CHECKING:
    from engine.questions.verify.conflict import Conflict, Mend
    from engine.questions.verify.words import Speaker


def told(one: Conflict, speaker: Speaker) -> str:
    """Which figures cannot all be true, and which of them, alone misprinted, would explain it."""
    figures = listed((_placed(name, speaker) for name in one.facts), speaker.language)
    if speaker.zh:
        return f"{figures}{'不能同时为真' if len(one.facts) > 1 else '不能为真'}；{_mended(one, speaker)}。"
    return f"{figures} cannot {'all ' if len(one.facts) > 1 else ''}be true; {_mended(one, speaker)}."


def _placed(name: str, speaker: Speaker) -> str:
    """A fact with its figure and where it stands."""
    given = speaker.figures.given(name)
    place = given.place if given is not None else None
    if given is None or place is None:
        return speaker.figure(name)
    if speaker.zh:
        return f"{speaker.figure(name)}（{given.cell or f'第 {place.line} 行'}）"
    return f"{speaker.figure(name)} ({given.cell or f'line {place.line}'})"


def _mended(one: Conflict, speaker: Speaker) -> str:
    if not one.mends:
        if speaker.zh:
            return "单改其中任何一个数，都不能使各式全部成立"
        return "no single one of them, printed otherwise, is known to reconcile all"
    ways = [_mend(mend, speaker) for mend in one.mends]
    only = len(ways) == 1
    if speaker.zh:
        return f"如果只有一个数印错，{'只能是' if only else '可能是'}{'，或是'.join(ways)}"
    return f"if one figure alone is misprinted, it {'can only be' if only else 'may be'} {', or '.join(ways)}"


def _mend(mend: Mend, speaker: Speaker) -> str:
    if mend.printed:
        values = members(mend.printed, lambda x: speaker.shown.printed(mend.fact, x), speaker.language)
    else:
        values = intervals(mend.ranges, speaker.language, percent=speaker.shown.is_percent(mend.fact))
    if speaker.zh:
        return f"{mend.fact}，{'应为' if mend.sharp else '至少要在此之内：'} {values}"
    return f"{mend.fact}, {'which should be' if mend.sharp else 'which would have to lie within'} {values}"
