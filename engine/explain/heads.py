"""What a score is of: the standing of its rubric, and who was scored for when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.problems import Language

STATUS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {"official": "正式", "example": "示例", "reconstruction": "重构，非正式发布", "draft": "草案"},
    "en": {
        "official": "official",
        "example": "example",
        "reconstruction": "reconstruction, not an official publication",
        "draft": "draft",
    },
}


def subject(name: str | None, period: str | None, language: Language) -> str:
    """Who was scored, for when."""
    if language == "zh":
        year = f"{period} 年度" if period and period.isdigit() else period
        return "，".join(part for part in (name, year) if part)
    return ", ".join(part for part in (name, period) if part)
