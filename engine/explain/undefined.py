"""Why an item has no score: a sentence for each kind, with the fact, formula or item that it lacks."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain import over_all
from engine.explain.words import clauses, equation, figure, formula, listed, route
from rubric.number import show, show_percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.scorecard import ItemScore
    from rubric.problems import Language

# What a fact still to come can settle; the others are faults of the figures or of the rubric.
WAITING: Final = frozenset(("missing_fact", "judgement", "open_item"))


def waits(item: ItemScore, language: Language) -> str:
    """Why an item is open, as the line of a table says it."""
    assert item.undefined is not None  # only items that say why come here
    why = why_open(item, language)
    if item.undefined.kind in WAITING:
        return f"待定：{why}" if language == "zh" else f"open: {why}"
    return f"无法计分：{why}" if language == "zh" else f"cannot be scored: {why}"


def why_open(item: ItemScore, language: Language) -> str:
    """What an open item waits for, or what leaves it without a score."""
    assert item.undefined is not None  # only items that say why come here
    return _SAID[item.undefined.kind](item, item.undefined.detail, language)


def missing(item: ItemScore) -> tuple[str, ...]:
    """The names of the facts an open item waits for."""
    if item.undefined is None or item.undefined.kind != "missing_fact":
        return ()
    names = tuple(use.name for use in item.trace.facts if use.value is None)
    return names or (item.undefined.detail.removeprefix(f"{item.path}/"),)


def _facts(item: ItemScore, detail: str, language: Language) -> str:
    del detail
    rough = {use.name: use.text for use in item.trace.facts if use.value is None and use.text}
    ranked = over_all.waiting(item.trace.facts)
    absent = [name for name in missing(item) if name not in (*rough, *(use.name for use in ranked))]
    zh, parts = language == "zh", [f"{use.name} {over_all.why(use, language)}" for use in ranked]
    if absent:
        names = listed(absent, language)
        parts.append(f"缺事实 {names}" if zh else f"not known: {names}")
    for name, text in rough.items():
        parts.append(f"{name} 只知 {text}" if zh else f"{name} is known only as {text}")
    return clauses(parts, language)


def _judgement(item: ItemScore, level: str, language: Language) -> str:
    zh = language == "zh"
    if level:
        return f"评定为{level}，未给得分率" if zh else f"judged {level}, without a share"
    if item.rule == "given":
        return "未给定得分" if zh else "no points given yet"
    return "缺评定" if zh else "not judged yet"


def _denominator(item: ItemScore, under: str, language: Language) -> str:
    if not under and item.trace.formula:
        # A proportion measures against a target that is 0; its formula is OF ÷ TARGET.
        parts = item.trace.formula.split(" ÷ ")
        target = parts[1] if len(parts) == 2 else ""
        if target:
            return f"目标“{target}”为 0" if language == "zh" else f"the target {target} is 0"
    if not under:
        return "分母为 0" if language == "zh" else "a denominator is 0"
    under = formula(under, language)
    return f"分母“{under}”为 0" if language == "zh" else f"the denominator {under} is 0"


def _bounds(item: ItemScore, detail: str, language: Language) -> str:
    value = show(item.trace.raw) if item.trace.raw is not None else detail
    if language == "zh":
        return f"结果 {value}".rstrip() + " 超出最低分到满分，未写封顶"
    what = value or "the result"
    return f"{what} is outside the least and the full points, and clamp is not set"


def _domain(item: ItemScore, detail: str, language: Language) -> str:
    del item
    text = formula(detail, language)
    return f"“{text}”没有值" if language == "zh" else f"{text} has no value for these facts"


def _empty(item: ItemScore, table: str, language: Language) -> str:
    del item
    if language == "zh":
        return f"表“{table}”没有一行，公式没有写明空表怎样计"
    return f"the table {table} has no rows, and the formula does not say what that means"


def _over(item: ItemScore, detail: str, language: Language) -> str:
    del detail
    trace = item.trace
    shown = show_percent if trace.percent else show
    values = [shown(v) if isinstance(v, Fraction) else "" for v in (trace.quantity, trace.target)]
    lower = ("better", "lower") in trace.options
    if language == "zh":
        return f"{values[0]} {'低于' if lower else '超过'}目标 {values[1]}，评分表规定须报错"
    side = "below" if lower else "beyond"
    return f"{values[0]} is {side} the target {values[1]}, which the rubric refuses"


def _outside(item: ItemScore, detail: str, language: Language) -> str:
    of, _, held = detail.rpartition(" [")
    value = item.trace.quantity
    said = equation(of, figure(value, percent=item.trace.percent)) if isinstance(value, Fraction) else of
    if language == "zh":
        return f"{said}，在插值各点 [{held} 之外"
    return f"{said}, outside the points [{held} of the interpolation"


def _item(item: ItemScore, path: str, language: Language) -> str:
    if path == item.path or path.startswith("@"):
        if language == "zh":
            return "同表其他指标是否适用未定，分摊或折算的比例也就未定"
        return "what applies elsewhere in the table is open, and with it the share of its points"
    name = route(path)
    return f"取决于“{name}”的得分" if language == "zh" else f"rests on the score of {name}"


def _range(item: ItemScore, name: str, language: Language) -> str:
    del item
    if language == "zh":
        return f"“{name}”的结果超出它声明的范围"
    return f"{name} comes to a figure outside its declared range"


def _row(item: ItemScore, detail: str, language: Language) -> str:
    del item
    if language == "zh":
        return f"对照表没有“{detail}”这一行" if detail else "对照表没有相应的一行"
    return f"the lookup has no row for {detail or 'this choice'}"


def _nothing(item: ItemScore, detail: str, language: Language) -> str:
    del item, detail
    return "没有一项指标适用" if language == "zh" else "nothing in the table applies"


_SAID: Final[dict[str, Callable[[ItemScore, str, Language], str]]] = {
    "missing_fact": _facts,
    "judgement": _judgement,
    "zero_denominator": _denominator,
    "out_of_bounds": _bounds,
    "domain": _domain,
    "empty_table": _empty,
    "over_target": _over,
    "outside": _outside,
    "open_item": _item,
    "value_range": _range,
    "no_row": _row,
    "nothing_applies": _nothing,
}
