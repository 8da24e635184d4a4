"""The ready-made rubrics in lines for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.render.layout import Layout
from engine.render.words import STATUS
from rubric.number import show
from rubric.report import cells, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.model import Rubric
    from rubric.problems import Language

WIDTH: Final = 80
GAP: Final = 2
FOOT: Final[Mapping[Language, str]] = {
    "zh": "复制一张来修改：rubric new 文件夹 --from 名称",
    "en": "To edit a copy of one: rubric new FOLDER --from NAME",
}


def render_list(rubrics: Mapping[str, Rubric], language: Language) -> str:
    """Each by its name, with its title and what it is; ends with a line break."""
    left = max(map(cells, rubrics), default=0) + GAP
    layout = Layout(cells, ascii=False)
    lines: list[str] = []
    for name, rubric in rubrics.items():
        told = [line for text in _told(rubric, language) for line in layout.wrap(text, WIDTH - left)]
        heads = [name, *([""] * (len(told) - 1))]
        lines += [layout.left(head, left) + line for head, line in zip(heads, told, strict=True)]
        lines.append("")
    return "".join(f"{line.rstrip()}\n" for line in [*lines, FOOT[language]])


def _told(rubric: Rubric, language: Language) -> Iterator[str]:
    yield visible(rubric.title)
    points = show(rubric.root.points)
    version = visible(rubric.version) if rubric.version else ""
    parts = {
        "zh": (f"满分 {points}", version and f"版本 {version}"),
        "en": (f"{points} points", version and f"version {version}"),
    }
    status = STATUS[language][rubric.status] if rubric.status else ""
    yield " · ".join(part for part in (*parts[language], status) if part)
