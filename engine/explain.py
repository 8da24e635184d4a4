"""The reasons of a score in words: no colour and no width, Chinese and English as peers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.number import read_number, show, show_percent

if TYPE_CHECKING:
    from engine.scorecard import BranchUse, ItemScore, Known, Trace
    from rubric.problems import Language

_COUNT: Final = {
    "zh": {"complete": "足额计", "started": "不足一步按一步计", "continuous": "按比例计"},
    "en": {"complete": "complete steps only", "started": "a started step counts", "continuous": "pro rata"},
}


def reason(item: ItemScore, language: Language) -> str:
    """Why an item has the points it has, in a few words."""
    zh = language == "zh"
    if item.state == "not_applicable":
        full = item.otherwise == "full"
        if zh:
            return f"不适用（{item.condition} 不成立），按{'满分' if full else '零分'}计"
        return f"does not apply ({item.condition} is false): counts as {'full' if full else 'zero'}"
    if item.undefined is not None:
        return _undefined(item, language)
    if item.rule == "checklist":
        return _checklist(item, language)
    if item.rule == "judgement":
        return _judgement(item.trace, language)
    if item.rule == "deduct":
        return _deduct(item, language)
    if item.rule == "bands":
        return _bands(item.trace, language)
    return _figure(item.trace) if item.rule == "formula" else ""


def _undefined(item: ItemScore, language: Language) -> str:
    zh, why = language == "zh", item.undefined
    assert why is not None
    name = why.detail.removeprefix(f"{item.path}/")
    if why.kind == "missing_fact":
        return f"待定：缺事实“{name}”" if zh else f"open: the fact {name} is missing"
    if why.kind == "judgement" and why.detail:
        return f"待定：评定为{name}，未给得分率" if zh else f"open: judged {name}, without a share"
    if why.kind == "judgement":
        return "待定：缺评定" if zh else "open: the judgement is missing"
    if why.kind == "zero_denominator":
        return "无法计分：分母为 0" if zh else "cannot be scored: a denominator is 0"
    if zh:
        return f"无法计分：结果 {name} 超出 0 到满分，公式未写封顶"
    return f"cannot be scored: {name} is outside 0 and the full points"


def _judgement(trace: Trace, language: Language) -> str:
    share = figure(trace.quantity, percent=True)
    if language == "zh":
        return f"评定为{trace.level}，{share}：{trace.reason}"
    return f"judged {trace.level}, {share}: {trace.reason}"


def _checklist(item: ItemScore, language: Language) -> str:
    missing = [b for b in item.trace.branches if not b.decided]
    zh = language == "zh"
    if not missing:
        count = len(item.trace.branches)
        return f"{count} 项要点全部具备" if zh else f"all {count} elements are there"
    parts = [
        f"{b.branch.label}（−{b.branch.each}）" if zh else f"{b.branch.label} (−{b.branch.each})"
        for b in missing
    ]
    return "缺：" + "、".join(parts) if zh else "missing: " + ", ".join(parts)


def _deduct(item: ItemScore, language: Language) -> str:
    zh = language == "zh"
    lines = [_line(b, language) for b in item.trace.branches if b.decided]
    if not lines:
        return "无扣分情形" if zh else "nothing to deduct"
    end = ("，扣完为止" if zh else "; no further") if item.held > 0 else ""
    return ("；" if zh else "; ").join(lines) + end


def _line(use: BranchUse, language: Language) -> str:
    branch, amount = use.branch, figure(use.amount)
    what = branch.because or branch.label
    if branch.count is None:
        return f"{what}（−{amount}）" if language == "zh" else f"{what} (−{amount})"
    steps, how = figure(use.steps), _COUNT[language][branch.count]
    if language == "zh":
        return f"{what}：{steps} 步，{how}（−{amount}）"
    return f"{what}: {steps} steps, {how} (−{amount})"


def _bands(trace: Trace, language: Language) -> str:
    label = next((b.branch.label for b in trace.branches if b.decided), "")
    return f"{_figure(trace)}，属 {label}" if language == "zh" else f"{_figure(trace)}, in {label}"


def _figure(trace: Trace) -> str:
    value = figure(trace.quantity, percent=trace.percent)
    if read_number(trace.substituted) or trace.substituted == value:
        return value
    return f"{trace.substituted} {'' if value.startswith('≈') else '= '}{value}"


def figure(value: Known | None, *, percent: bool = False) -> str:
    """A figure as it is printed; ``≈`` marks one that is shown shorter than it is."""
    if not isinstance(value, Fraction):
        return ""
    return show_percent(value) if percent else show(value)
