"""Write: the finished parts of a run as one file, which appears whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.export import columns, decimals, digits_of
from engine.batch.kept import extra_of
from engine.batch.system import as_system_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from engine.batch.layout import Layout
    from engine.batch.store import Store
    from rubric.problems import Language


# The least and the most of every column would take a tenth of the time that it takes to be written.
NULLS: Final = {"min": False, "max": False, "distinct_count": False, "null_count": True}


def _parquet(frame: pl.LazyFrame, path: Path) -> None:
    frame.sink_parquet(path, compression="zstd", compression_level=1, statistics=NULLS)


def _csv(frame: pl.LazyFrame, path: Path) -> None:
    # Without the mark a spreadsheet reads Chinese text as something else.
    frame.with_columns(_harmless(frame)).sink_csv(path, include_bom=True, check_extension=False)


def _harmless(frame: pl.LazyFrame) -> list[pl.Expr]:
    """The texts; one that a spreadsheet would take for a formula has an apostrophe before it."""
    texts = [name for name, kind in frame.collect_schema().items() if kind == pl.String()]
    formula = pl.col(texts).str.contains(r"^[=+\-@\t]")
    return [pl.when(formula).then("'" + pl.col(texts)).otherwise(pl.col(texts)).name.keep()] if texts else []


def _lines(frame: pl.LazyFrame, path: Path) -> None:
    frame.sink_ndjson(path, check_extension=False)


def _arrow(frame: pl.LazyFrame, path: Path) -> None:
    frame.sink_ipc(path)


SINKS: Final[Mapping[str, Callable[[pl.LazyFrame, Path], Any]]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".jsonl": _lines,
    ".ndjson": _lines,
    ".arrow": _arrow,
}

HEADS: Final[Mapping[Language, tuple[str, ...]]] = {
    "zh": ("文件", "行号", "编号", "代码", "问题", "怎么办"),
    "en": ("file", "row", "id", "code", "problem", "what to do"),
}


def results(store: Store, layout: Layout, language: Language) -> pl.LazyFrame:
    """The table of results over all finished parts, with what was asked for besides."""
    outcomes, digits = store.outcomes(), digits_of(layout)
    extra = extra_of(outcomes.collect_schema().names())
    return outcomes.select(
        decimals(pl.col(name), places, digits).alias(head)
        for name, head, places in columns(layout, language, extra)
    )


def write(frame: pl.LazyFrame, path: Path) -> None:
    """Put a table of results into a file of the form its name says. Raises OSError where that fails."""
    whole(path, lambda temporary: SINKS[path.suffix.lower()](frame, temporary), held=True)


def whole(path: Path, write_to: Callable[[Path], Any], *, held: bool = False) -> None:
    """Write a file beside ``path`` and put it in its place when it is finished. Raises OSError.

    ``held`` is of a file that no other run writes: what a run that was killed left of it is written over.
    """
    path = path.resolve()
    temporary = path.with_name(f".{path.name}.new" if held else f".{path.name}.{os.getpid()}.new")
    try:
        with as_system_errors():
            write_to(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_problems(store: Store, path: Path, language: Language) -> None:
    """Put the problems of every row into a CSV file. Raises OSError where that cannot be done."""
    heads = HEADS[language]
    frames = [frame.rename(dict(zip(frame.columns, heads, strict=True))) for frame in store.problems()]
    empty = pl.DataFrame(schema=dict.fromkeys(heads, pl.String()))
    table = pl.concat(frames) if frames else empty
    whole(path, lambda temporary: table.write_csv(temporary, include_bom=True))
