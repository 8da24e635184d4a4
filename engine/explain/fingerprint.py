"""What a score rests on, short enough to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.scorecard import Scorecard
    from rubric.problems import Language


def fingerprint(card: Scorecard, language: Language) -> str:
    """The rubric, the facts and the engine."""
    rubric, facts = card.rubric_sha256[:8], card.facts_sha256[:8]
    if language == "zh":
        return f"评分表 {rubric}  事实 {facts}  引擎 {card.engine}"
    return f"rubric {rubric}  facts {facts}  engine {card.engine}"


def notices(card: Scorecard, language: Language) -> list[str]:
    """Facts given for another scope or period than the rubric declares, and grades that have a quota."""
    zh, kinds = language == "zh", {"scope": "口径", "period": "年度"}
    limited = [
        f"等级“{grade}”有名额，要看全部单位，由 rubric batch 来定"
        if zh
        else f"the grade {grade} has a quota: rubric batch decides over all subjects"
        for grade in card.quota
    ]
    return limited + [
        f"{one.name}的{kinds[one.kind]}是“{one.given}”，评分表声明的是“{one.declared}”"
        if zh
        else f"{one.name} is given for the {one.kind} {one.given}; the rubric declares {one.declared}"
        for one in card.notices
    ]


def override(card: Scorecard, language: Language) -> str:
    """Why the grade is not the one that the score alone would have."""
    if card.override is None:
        return ""
    grade = "、".join(card.grades) if language == "zh" else ", ".join(card.grades)
    return (
        f"{grade}：{card.override}，得分不变"
        if language == "zh"
        else f"{grade}: {card.override}; the score stays"
    )
