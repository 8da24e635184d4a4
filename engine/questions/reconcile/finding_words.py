"""What is said of the findings about a sheet; those of one kind that name only items are told together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.explain.words import aside, listed, signed, true_minus
from engine.questions.reconcile.words import party
from rubric.number import show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from engine.questions.reconcile.findings import Finding, FindingKind
    from rubric.problems import Language

LABELS: Final[Mapping[Language, Mapping[FindingKind, str]]] = {
    "zh": {
        "subject": "单位",
        "period": "年度",
        "left_out": "漏项",
        "unknown": "无此项",
        "several": "同名",
        "twice": "重复",
        "points": "分值",
        "weight": "权重",
        "outside": "越界",
        "sum": "加总",
        "sum_open": "加总",
        "grade": "等级",
        "grade_unknown": "等级",
        "full_without_fact": "无据满分",
        "no_reason": "缺理由",
        "unexplained": "两栏不一",
    },
    "en": {
        "subject": "subject",
        "period": "period",
        "left_out": "left out",
        "unknown": "unknown",
        "several": "ambiguous",
        "twice": "twice",
        "points": "points",
        "weight": "weight",
        "outside": "bounds",
        "sum": "sum",
        "sum_open": "sum",
        "grade": "grade",
        "grade_unknown": "grade",
        "full_without_fact": "no fact",
        "no_reason": "no reason",
        "unexplained": "columns",
    },
}
_TOGETHER: Final = frozenset(("left_out", "no_reason", "full_without_fact"))


class Told(Record):
    """A label, and the sentence that stands behind it."""

    label: str
    sentence: str


def findings_told(findings: Sequence[Finding], language: Language) -> list[Told]:
    """Every finding in words, in order; of those that only name an item all of a kind in one sentence."""
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        key = (finding.kind, finding.column) if finding.kind in _TOGETHER else number
        groups.setdefault(key, []).append(finding)
    return [Told(LABELS[language][some[0].kind], _together(some, language)) for some in groups.values()]


def _together(some: Sequence[Finding], language: Language) -> str:
    if some[0].kind not in _TOGETHER:
        return finding_words(some[0], language)
    return _GROUPED[language][some[0].kind].format(
        names=listed((_named(one, language) for one in some), language),
        count=len(some),
        column=_column(some[0], language),
    )


def _named(one: Finding, language: Language) -> str:
    where = ""
    if one.place is not None:
        where = f"第 {one.place.line} 行" if language == "zh" else f"line {one.place.line}"
    return one.name + aside(where, language)


def _column(one: Finding, language: Language) -> str:
    return party(one.column, language) if one.column is not None else ""


_GROUPED: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "left_out": "{column}漏报 {count} 项：{names}",
        "no_reason": "{column}没有得满分，也没有写理由：{names}",
        "full_without_fact": "{column}报了满分，但没有事实或评定可以支持：{names}",
    },
    "en": {
        "left_out": "{column} leaves out {count}: {names}",
        "no_reason": "{column} is below full without a reason: {names}",
        "full_without_fact": "{column} is full, with no fact or judgement behind it: {names}",
    },
}
_SINGLE: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "subject": "表上写的是“{text}”，事实文件是“{said}”",
        "period": "表上写的是“{text}”，事实文件是“{said}”",
        "left_out": "{column}漏报：{name}",
        "unknown": "评分表里没有“{name}”{where}{near}",
        "several": "评分表里有几个“{name}”{where}，写全路径才知道是哪一个",
        "twice": "“{name}”{where}前面已经报过，这一行没有采用",
        "points": "{name}{where}分值写 {reported}，评分表是 {due}",
        "weight": "{name}{where}权重写 {reported}，评分表是 {due}",
        "outside": "{name}{where}{column} {reported}，{edge} {due}",
        "sum": "{name}{where}{column} {reported}，所报各项合计是 {due}，差 {off}",
        "sum_open": "{name}{where}{column} {reported}，所报各项连同漏项只能是 {said}",
        "grade": "{column}总分 {reported} 应为{said}，报的是{text}{where}",
        "grade_unknown": "{column}等级“{text}”{where}不在评分表里（{name}）{near}",
        "no_reason": "{name}{where}{column} {reported}，没有得满分，也没有写理由",
        "full_without_fact": "{name}{where}{column}报了满分，但没有事实或评定可以支持",
        "unexplained": "{name}{where}{column} {reported}，{before}是 {due}，没有写理由",
    },
    "en": {
        "subject": "the sheet is of {text}, the facts are of {said}",
        "period": "the sheet is for {text}, the facts are for {said}",
        "left_out": "{column} leaves out {name}",
        "unknown": "the rubric has no {name}{where}{near}",
        "several": "the rubric has several {name}{where}; the path would tell which",
        "twice": "{name}{where} stands above already; this row was not used",
        "points": "{name}{where} is given {reported} points; the rubric has {due}",
        "weight": "{name}{where} is given the weight {reported}; the rubric has {due}",
        "outside": "{name}{where}: {column} {reported} is {edge} {due}",
        "sum": "{name}{where}: {column} {reported}, but its reported parts come to {due}: {off}",
        "sum_open": "{name}{where}: {column} {reported}, but with what was left out it can only be {said}",
        "grade": "{column}: a total of {reported} is {said}; the sheet says {text}{where}",
        "grade_unknown": "{column}: the rubric has no grade {text}{where} ({name}){near}",
        "no_reason": "{name}{where}: {column} {reported} is below full without a reason",
        "full_without_fact": "{name}{where}: {column} is full, with no fact or judgement behind it",
        "unexplained": "{name}{where}: {column} {reported}, but {before} {due}, without a reason",
    },
}


def finding_words(one: Finding, language: Language) -> str:
    """A finding as a sentence without its stop."""
    zh = language == "zh"
    where = ""
    if one.place is not None:
        where = aside(f"第 {one.place.line} 行" if zh else f"line {one.place.line}", language)
    off = one.reported - one.due if one.reported is not None and one.due is not None else None
    high = off is not None and off > 0
    edge = ("超过满分" if high else "低于最低") if zh else ("above the full" if high else "below the least")
    near = _near(one, language)
    whole = "总分" if zh else "the total"
    return _SINGLE[language][one.kind].format(
        name=one.name if one.path != "" or one.kind == "grade_unknown" else whole,
        where=where,
        near=near,
        column=_column(one, language),
        before=party(one.before, language) if one.before is not None else "",
        reported=_shown(one.reported, one.text),
        due=_shown(one.due, one.said),
        off=signed(off) if off else "",
        edge=edge,
        text=one.text,
        said=one.said,
    )


def _shown(value: Fraction | None, text: str = "") -> str:
    return true_minus(show(value)) if value is not None else text or "—"


def _near(one: Finding, language: Language) -> str:
    """The question for a mistyped word, as the end of a sentence."""
    near = (one.near_zh if language == "zh" else one.near_en).strip()
    if not near:
        return ""
    return f"，{near}" if language == "zh" else f"; {near[0].lower()}{near[1:]}"
