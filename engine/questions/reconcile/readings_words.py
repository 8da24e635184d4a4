"""What is said of other roundings and readings, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.explain.words import formula

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.questions.reconcile.judge import Explained, OtherRounding
    from engine.questions.reconcile.readings_kind import Reading
    from rubric.model import Mode
    from rubric.problems import Language
    from rubric.rules.base import Count

_MODES: Final[Mapping[Language, Mapping[Mode, str]]] = {
    "zh": {
        "half_up": "四舍五入",
        "half_even": "四舍六入五成双",
        "up": "进位",
        "down": "截尾",
        "ceiling": "向上舍入",
        "floor": "向下舍入",
    },
    "en": {
        "half_up": "half up",
        "half_even": "half to even",
        "up": "up",
        "down": "down",
        "ceiling": "towards the higher",
        "floor": "towards the lower",
    },
}
_COUNTS: Final[Mapping[Language, Mapping[Count, str]]] = {
    "zh": {"complete": "足额", "started": "起步", "continuous": "连续"},
    "en": {"complete": "complete", "started": "started", "continuous": "continuous"},
}
MOST_NAMES: Final = 2


def rounded_so(rounding: OtherRounding, language: Language) -> str:
    """How a score was rounded: ``四舍五入到 1 位``."""
    if rounding.places is None or rounding.mode is None:
        return "不舍入" if language == "zh" else "not rounded"
    way, places = _MODES[language][rounding.mode], rounding.places
    if language == "zh":
        return f"{way}到整数" if places == 0 else f"{way}到 {places} 位小数"
    return f"rounded {way} to {_decimals(places)}"


def _decimals(places: int) -> str:
    return "a whole number" if places == 0 else f"{places} decimal{'s' if places > 1 else ''}"


def said_of(those: Sequence[Explained], language: Language) -> list[str]:
    """Each reading in words; the denominators that one quotient could have had stand together, and last."""
    others = [one for one in those if one.reading.kind != "denominator"]
    below: dict[tuple[str, OtherRounding | None], list[Explained]] = {}
    for one in those:
        if one.reading.kind == "denominator":
            below.setdefault((one.reading.what, one.rounding), []).append(one)
    return [explained(one, language) for one in others] + [
        _divided(some, language) for some in below.values()
    ]


def _divided(some: Sequence[Explained], language: Language) -> str:
    """One quotient with every denominator that gives the same."""
    if len(some) == 1:
        return explained(some[0], language)
    what, names = formula(some[0].reading.what, language), [one.reading.name for one in some]
    if language == "zh":
        more = f"等 {len(names)} 个同单位的事实之一" if len(names) > MOST_NAMES else ""
        return f"“{what}”以{'、'.join(names[:MOST_NAMES])}{more or '之一'}为分母"
    more = f", or one of {len(names) - MOST_NAMES} more facts of its unit" if len(names) > MOST_NAMES else ""
    return f"{what} divided by {' or '.join(names[:MOST_NAMES])}{more}"


def explained(one: Explained, language: Language) -> str:
    """A reading, and the rounding that it takes besides."""
    said = read_so(one.reading, language)
    if one.rounding is None:
        return said
    more = rounded_so(one.rounding, language)
    return f"{said}，再{more}" if language == "zh" else f"{said}, then {more}"


def read_so(reading: Reading, language: Language) -> str:
    """How a rule was read."""
    return (_zh if language == "zh" else _en)(reading)


def _zh(reading: Reading) -> str:
    what, name = formula(reading.what, "zh"), formula(reading.name, "zh")
    match reading.kind:
        case "count":
            assert reading.count is not None  # a count says which
            way = _COUNTS["zh"][reading.count]
            return f"“{what}”按{way}计" if what else f"各条都按{way}计"
        case "end":
            return f"“{what}”读作“{name}”"
        case "swapped":
            return f"“{what}”分子分母对调"
        case "denominator":
            return f"“{what}”以“{name}”为分母"
        case "relative":
            return f"“{what}”不按百分点而按相对差计（{name}）"
        case "points":
            return f"“{what}”不按相对差而按百分点计（{name}）"
        case "rounded_first":
            unit = "（按百分数）" if reading.percent else ""
            places = f"{reading.places} 位小数" if reading.places else "整数"
            return f"“{what}”先四舍五入到{places}{unit}再评"
        case "own_scale":
            return f"报的 {what} 是按本项自己的 {name} 分计的，折算后计入总表"


def _en(reading: Reading) -> str:
    what, name = formula(reading.what, "en"), formula(reading.name, "en")
    match reading.kind:
        case "count":
            assert reading.count is not None  # a count says which
            way = _COUNTS["en"][reading.count]
            whole = {"continuous": "continuously"}.get(way, f"in {way} steps")
            return f"{what} counted {whole}" if what else f"every line counted {whole}"
        case "end":
            return f"{what} read as {name}"
        case "swapped":
            return f"{what} turned over"
        case "denominator":
            return f"{what} divided by {name}"
        case "relative":
            return f"{what} taken relatively and not in percentage points ({name})"
        case "points":
            return f"{what} taken in percentage points and not relatively ({name})"
        case "rounded_first":
            unit = " of a percentage" if reading.percent else ""
            return f"{what} rounded first, to {_decimals(reading.places or 0)}{unit}"
        case "own_scale":
            return f"{what} stands on the item's own scale of {name} points, converted to those of the table"
