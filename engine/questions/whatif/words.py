"""What is said of settings and of what they move, in both languages."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.explain import group_lines
from engine.explain.words import points, signed, span, true_minus, value_of
from engine.judged import Judged
from rubric.number import fits, show, show_percent
from rubric.record import Record

if TYPE_CHECKING:
    from engine.questions.whatif.answer import Moved
    from engine.questions.whatif.read import Setting
    from engine.scorecard import ItemScore
    from rubric.problems import Language


class LineMoved(Record):
    """A line of a group's own arithmetic (a ceiling, a deduction, rounding) and its amounts, from and to."""

    name: str
    before: Fraction
    after: Fraction


def lines_moved(moved: Moved, language: Language) -> tuple[LineMoved, ...]:
    """The lines of a group that moved. Items and lines together move as much as the group where it adds."""
    old, new = (_amounts(item, language) for item in (moved.before, moved.after))
    zero = Fraction(0)
    found = (
        LineMoved(name, old.get(name, zero), new.get(name, zero)) for name in dict.fromkeys((*old, *new))
    )
    return tuple(one for one in found if one.before != one.after)


def _amounts(item: ItemScore | None, language: Language) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for line in group_lines(item, language) if item is not None else ():
        found[line.name] = found.get(line.name, Fraction(0)) + line.amount
    return found


def setting(one: Setting, language: Language) -> str:
    """What was set, from and to: ``年末结转结余 8 万元 → 150 万元``."""
    return f"{title(one, language)} {from_to(one, language)}"


def title(one: Setting, language: Language) -> str:
    """What was set, by the name it is spoken of."""
    if one.named.kind != "judgement":
        return one.named.title
    return f"{'评定' if language == 'zh' else 'judgement'} {one.named.title.rsplit('/', 1)[-1]}"


def from_to(one: Setting, language: Language) -> str:
    """What it was, and what it is set to."""
    return f"{held(one.before, language)} → {held(one.now, language)}"


def held(one: Any, language: Language) -> str:
    """A value as it was given, with its unit."""
    if one is None:
        return "未填" if language == "zh" else "open"
    if isinstance(one, Judged):
        return _judged(one)
    if isinstance(one.value, bool):
        return value_of(one.value, language)
    unit = f" {one.unit}" if one.unit and not one.text.endswith(one.unit) else ""
    return true_minus(f"{one.text}{unit}")


def _judged(one: Judged) -> str:
    if one.share is None:
        return one.level
    return f"{one.level} {show_percent(one.share)}".strip()


def gone(moved: Moved, language: Language) -> str:
    """That an item is there only before, or only after."""
    if moved.after is None:
        return "不再有这一行" if language == "zh" else "no longer a row"
    return "新有的一行" if language == "zh" else "a new row"


def score_of(item: ItemScore | None) -> str:
    """The score of an item as it is printed, or its range."""
    if item is None:
        return "—"
    return span(item.low, item.high, _places(item), open_=item.exact is None)


def _places(item: ItemScore) -> int | None:
    """The places of the table where the score needs them, else none."""
    return item.places if item.places is not None and not fits(item.low, 0) else None


def by(before: Fraction, after: Fraction) -> str:
    """How much more or less it is."""
    return signed(after - before)


def difference(moved: Moved) -> str:
    """How much more or less an item has; nothing where that is a range."""
    a, b = moved.before, moved.after
    if a is None or b is None or a.exact is None or b.exact is None:
        return ""
    return signed(b.low - a.low) if a.low != b.low else ""


def full_of(moved: Moved) -> str:
    """The full points, from and to where they changed."""
    a, b = moved.before, moved.after
    if a is None or b is None or a.points == b.points:
        return show((b or a).points)  # type: ignore[union-attr]  # a path is of one of the two
    return f"{show(a.points)} → {show(b.points)}"


def total(value: Fraction, item: ItemScore) -> str:
    """Points of the whole with the places of the table."""
    return points(value, item.places)
