"""An empty facts file of a rubric, ready to fill in and to be read back: YAML, CSV or XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

from engine.facts_blank_rows import blank_csv, blank_xlsx
from engine.facts_blank_yaml import blank_yaml

if TYPE_CHECKING:
    from rubric.model import Rubric
    from rubric.problems import Language, Problem

__all__ = ("Form", "blank_csv", "blank_facts", "blank_yaml")

Form = Literal["yaml", "csv", "xlsx"]


def blank_facts(
    rubric: Rubric, form: Form, language: Language, name: str | None = None
) -> tuple[bytes | None, list[Problem]]:
    """An empty facts file; ``name`` is how it names its rubric, a file or one of the catalogue."""
    match form:
        case "yaml":
            return blank_yaml(rubric, language, name).encode(), []
        case "csv":
            return blank_csv(rubric, language, name).encode("utf-8-sig"), []  # the mark is for spreadsheets
        case "xlsx":
            return blank_xlsx(rubric, language, name)
        case _:
            assert_never(form)
