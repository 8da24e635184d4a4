"""The cells of a column of JSON: texts, or rows of texts; what is neither spoils its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.problems_table import LineNoRow, StrangeKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.problems import Problem

SEVERAL: Final = "；"
Broken = dict[int, tuple["Problem", ...]]


def column_of(name: str, cells: Sequence[Any], inner: Sequence[str], broken: Broken) -> pl.Series:
    """The cells as a column; ``inner`` are the columns of the rows that it holds, where it holds rows."""
    if inner:
        kind = pl.List(pl.Struct(dict.fromkeys(inner, pl.String())))
        return pl.Series(name, _checked(cells, lambda cell: _rows(name, cell, inner), broken), dtype=kind)
    try:
        column = pl.Series(name, cells, dtype=pl.String())
    except (TypeError, ValueError):
        # Not all of them are texts, or text at all.
        column = pl.Series(name, _checked(cells, lambda cell: _text(name, cell), broken), dtype=pl.String())
    return column.replace("", None)


def _checked(cells: Sequence[Any], read: Any, broken: Broken) -> list[Any]:
    found: list[Any] = []
    for at, cell in enumerate(cells):
        held = read(cell)
        if isinstance(held, LineNoRow | StrangeKey):
            broken.setdefault(at, (held,))
            held = None
        found.append(held)
    return found


def _text(key: str, cell: Any) -> Any:
    if isinstance(cell, list):
        texts = [_text(key, one) for one in cell]
        problem = next((one for one in texts if isinstance(one, LineNoRow)), None)
        return problem or SEVERAL.join(text for text in texts if text)
    if isinstance(cell, dict):
        return wrong(key, "一个值", "one value")
    if cell is None or isinstance(cell, bool):
        return {None: None, True: "true", False: "false"}[cell]
    try:
        cell.encode()
    except UnicodeEncodeError:
        return wrong(key, "文字", "a text")
    return cell


def _rows(name: str, cell: Any, inner: Sequence[str]) -> Any:
    if cell is None:
        return None
    if not isinstance(cell, list):
        return wrong(name, "一个列表", "a list")
    rows: list[dict[str, Any]] = []
    for one in cell:
        if not isinstance(one, dict):
            return wrong(name, "一行行的对象", "a list of objects")
        if (key := next((key for key in one if key not in inner), None)) is not None:
            return StrangeKey(name=f"{name}/{key}"[:40])
        made = {key: _text(f"{name}/{key}", one.get(key)) for key in inner}
        if (
            problem := next((text for text in made.values() if isinstance(text, LineNoRow)), None)
        ) is not None:
            return problem
        rows.append(made)
    return rows


def wrong(key: str, zh: str, en: str) -> LineNoRow:
    """A value that is something else than is due."""
    return LineNoRow(why_zh=f"“{key[:40]}”应当是{zh}", why_en=f"{key[:40]} must be {en}")
