"""The headings and labels of every renderer, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.explain.heads import STATUS, subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.problems import Language

__all__ = ("COLUMNS", "FOOT", "LABELS", "STATUS", "subject")

COLUMNS: Final[Mapping[Language, tuple[str, str]]] = {"zh": ("满分", "得分"), "en": ("points", "earned")}
FOOT: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "assumed": "假定",
        "attach": "须附",
        "check": "核对",
        "override": "改判",
        "notice": "注意",
        "basis": "依据",
    },
    "en": {
        "assumed": "Assumed",
        "attach": "Attach",
        "check": "Checks",
        "override": "Regraded",
        "notice": "Note",
        "basis": "Based on",
    },
}
LABELS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "lost": "失分",
        "nothing": "没有失分",
        "at_least": "至少",
        "at_most": "至多",
        "open": "待定",
        "text": "原文",
        "figures": "代入",
        "reading": "读法",
        "value": "计算",
        "fact": "事实",
        "restore": "补回",
        "item": "指标",
        "reason": "说明",
        "total": "总分",
        "bonus": "加分",
        "unequal": "{names}不是各项相加：其下各项的失分按各自的满分计，不能直接合计。",
    },
    "en": {
        "lost": "Lost",
        "nothing": "No points lost",
        "at_least": "at least",
        "at_most": "up to",
        "open": "Open",
        "text": "rule",
        "figures": "figures",
        "reading": "reading",
        "value": "values",
        "fact": "facts",
        "restore": "regain",
        "item": "Item",
        "reason": "Why",
        "total": "total",
        "bonus": "bonus",
        "unequal": "Not a sum: {names}. What its items lost is out of their own points and does not add up.",
    },
}
