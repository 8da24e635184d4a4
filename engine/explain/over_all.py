"""What is calculated from all subjects and has no value for one of them, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.scorecard import FactUse, Lacks
    from rubric.problems import Language

_WHYS: Final[Mapping[Lacks, tuple[str, str]]] = {
    "missing": ("本单位的量未定", "the subject's own figure is open"),
    "apart": ("本单位不参加", "the subject takes no part"),
    "open": ("有单位的量未定", "the figure of some subject is open"),
    "nobody": ("没有单位参加", "no subject takes part"),
    "spread": ("各单位之间没有距离可量", "there is no distance to measure by"),
    "beyond": ("超出起点和终点", "it lies beyond both ends"),
}


def waiting(uses: Iterable[FactUse]) -> list[FactUse]:
    """Those that are calculated from all subjects and of which nothing is known."""
    return [use for use in uses if use.over_all and use.value is None and not use.text]


def why(use: FactUse, language: Language) -> str:
    """Why one of them has no value: one subject alone says nothing of it, or all of them leave it none."""
    zh = language == "zh"
    if use.lacks is None:
        needs = ("需要全部单位的数据，用 rubric batch 评分", "needs all subjects: score with rubric batch")
        return needs[0 if zh else 1]
    said = _WHYS[use.lacks]
    return f"没有值：{said[0]}" if zh else f"has no value: {said[1]}"
