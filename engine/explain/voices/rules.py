"""How an item came to its points, rule by rule, as a person would tell it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.explain.checklists import there
from engine.explain.figures import decided
from engine.explain.voices.choices import band, case, point, row
from engine.explain.voices.lines import lines
from engine.explain.voices.shares import calculated, proportion
from engine.explain.voices.spoken import (
    about,
    measured,
    points_of,
)
from engine.explain.words import clauses, commas, listed, value_of
from rubric.number import read_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.scorecard import BranchUse, ItemScore
    from rubric.problems import Language

# What is written down can be complete or not; whatever else is listed is done or not done.
_WRITTEN: Final = re.compile(
    r"(?:办法|制度|机制|方案|规定|台账|预案|体系|细则|规程|流程|计划|目标|措施|档案|资料|材料|清单|手册|标准|文件|合同|报告)$"
)


def told(item: ItemScore, language: Language) -> str:
    """What the rule made of the facts, in one sentence without its end."""
    return clauses(_RULES.get(item.rule or "", _general)(item, language), language)


# -- checklist ---------------------------------------------------------------------------------------


def missing(name: str, language: Language) -> str:
    """``项目绩效管理办法尚未完善``, ``专款专用尚未做到``."""
    if language == "en":
        return f"{name} is not in place"
    return f"{name}尚未{'完善' if is_written(name) else '做到'}"


def is_written(name: str) -> bool:
    """Whether what a name names is a document or a system, which is completed and not done."""
    return _WRITTEN.search(name) is not None


def _checklist(item: ItemScore, language: Language) -> list[str]:
    zh, uses = language == "zh", item.trace.branches
    absent = [use for use in uses if there(use, item) is False]
    needed = [use for use in absent if use.branch.required]
    if needed:
        names = listed((missing(use.branch.label, language) for use in needed), language)
        tail = "属必备要点，本项不得分" if zh else "and nothing is earned without it"
        return [commas([names, tail], language)]
    if len(absent) == 1:
        return [missing(absent[0].branch.label, language)]
    if absent:
        worth = ((use, _element_worth(use, language)) for use in absent)
        parts = (missing(u.branch.label, language) + (f"（{w}）" if zh else f" ({w})") for u, w in worth)
        return [listed(parts, language)]
    names = listed((use.branch.label for use in uses), language)
    if zh:
        return [f"{names}均已具备" if len(uses) > 1 else f"{names}已具备"]
    return [f"{names} are in place" if len(uses) > 1 else f"{names} is in place"]


def _element_worth(use: BranchUse, language: Language) -> str:
    written = read_number(use.branch.each or "")
    return points_of(written.value, language) if written is not None else use.branch.each or ""


# -- judgement, and what has no rule of its own ----------------------------------------------


def _judged(item: ItemScore, language: Language) -> list[str]:
    trace, zh = item.trace, language == "zh"
    level = (f"评定为“{trace.level}”" if zh else f"judged {trace.level}") if trace.level else ""
    given = ("由评分人给定" if zh else "given by a person") if item.rule == "given" else ""
    part = value_of(trace.quantity, language, percent=True)
    part = about(f"得分率 {part}" if zh else f"a share of {part}", language) if part else ""
    said = commas([level or given, part], language)
    reason = trace.reason or ""
    return [said, (f"理由是：{reason}" if zh else f"the reason given: {reason}") if reason else ""]


def _general(item: ItemScore, language: Language) -> list[str]:
    use = decided(item)
    which = (use.branch.because or use.branch.label) if use else ""
    return [commas([measured(item, language), which, item.trace.reason or ""], language)]


_RULES: Final[dict[str, Callable[[ItemScore, Language], list[str]]]] = {
    "checklist": _checklist,
    "judgement": _judged,
    "given": _judged,
    "bands": band,
    "cases": case,
    "lookup": row,
    "interpolate": point,
    "proportion": proportion,
    "formula": calculated,
    "deduct": lines,
    "award": lines,
}
