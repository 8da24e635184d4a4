"""The words of a page that says why one score is another, and the names of the parts of a total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.explain.words import route
from engine.questions.diff.words import lines_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.questions.diff.answer import Part
    from rubric.problems import Language

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "title": "得分差异",
        "none": "两边的总分和各项得分都一样，也没有相互抵消的改动。",
        "cause": "原因",
        "amount": "影响",
        "running": "累计",
        "from": "原来",
        "to": "现在",
        "items": "各项得分的变化（相加等于总分的变化）",
        "idle": "改了但没有影响得分的",
        "total": "总分",
        "own": "{name}：{what}",
        "rounding": "尾差",
        "open": "有一边的得分还没有定：左为最低分的变化，右为最高分的变化，两列各自加得起来。",
        "exact": (
            "几个改动合在一项里起作用的，按沙普利值分摊：逐个改动，把所有先后次序的影响取平均，合计分毫不差。"
        ),
        "orders": "{names}：变动超过 {most} 个，按若干轮换次序及其倒序取平均分摊，合计仍分毫不差。",
        "cards": (
            "只比两份成绩单：同一项里几个事实都变了的，不再拆分；要拆到每个事实，请给出评分表和两份事实。"
        ),
        "basis": "依据",
        "rubric": "评分表",
        "facts": "事实",
    },
    "en": {
        "title": "why the score differs",
        "none": "The total and every item score the same, and nothing that changed cancels out.",
        "cause": "cause",
        "amount": "effect",
        "running": "running",
        "from": "before",
        "to": "after",
        "items": "What each item changed by (adds up to the change of the total)",
        "idle": "Changed without moving any points",
        "total": "total",
        "own": "{name}: {what}",
        "rounding": "rounding difference",
        "open": (
            "A score is still open: on the left the change of the lowest score, "
            "on the right of the highest; each column adds up by itself."
        ),
        "exact": (
            "Where several changes meet in one item their effect is split by Shapley value: "
            "the average over every order of making them, which adds up exactly."
        ),
        "orders": (
            "{names}: more than {most} changes; split by the average over rotated orders "
            "and their reverses, which still adds up exactly."
        ),
        "cards": (
            "Scorecards alone: where several facts of an item changed they are not told apart; "
            "for a share of each, give the rubric and both facts files."
        ),
        "basis": "Based on",
        "rubric": "rubric",
        "facts": "facts",
    },
}


def part_words(part: Part, language: Language) -> str:
    """A part of the total by the path of its item, under its new name where it was renamed."""
    words = WORDS[language]
    before, after, kind = part.key
    path = after if after is not None else before or ""
    name = route(path)
    if before is not None and after is not None and before != after:
        name = f"{route(before)} → {route(after)}"
    if kind == "item":
        return name or part.name
    what = words["rounding"] if kind == "rounding" else lines_words(part, language)
    return words["own"].format(name=name or words["total"], what=what)


def titles(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """The title, version and status of two rubrics, each once where both have the same."""
    both = [
        was if was == now else f"{was or '–'} → {now or '–'}" for was, now in zip(one, other, strict=True)
    ]
    return "  ".join(part for part in both if part)
