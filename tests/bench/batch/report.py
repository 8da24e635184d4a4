"""What was measured, as tables that a document can take over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.bench.batch.competitors import ALONE, CSV, MEMORY, OURS, PARQUET, ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.bench.batch.measure import Measured

HEAD: Final = (
    "engine",
    "s per 1M rows",
    "of the processors",
    "Mrow/s",
    "to polars, streaming",
    "to polars, in memory",
    "extra peak MiB",
    "wrong totals",
    "wrong cells",
    "rows with one",
    "of rows",
)
# The two runs of polars that a way is compared with.
POLARS: Final = {
    MEMORY: ("polars-streaming", "polars-memory"),
    PARQUET: ("polars-parquet", "polars-parquet-memory"),
    CSV: ("polars-csv", "polars-csv-memory"),
    ROWS: ("polars-streaming", "polars-memory"),
}
GOALS: Final = (
    ("hand-written polars, streaming", OURS, "polars-streaming", 0.8),
    ("hand-written polars, in memory", OURS, "polars-memory", 0.8),
    ("the same from Parquet to Parquet", "ours-parquet", "polars-parquet", 0.8),
    ("the same from CSV to Parquet", "ours-csv", "polars-csv", 0.8),
    ("OpenFisca-core", OURS, "openfisca", 1.5),
    ("zen-engine, a row a call", OURS, "zen", 1000),
    ("zen-engine, all rows in one call", OURS, "zen-batch", 1000),
)
LIMIT: Final = 2048


def table(found: Mapping[str, Measured]) -> str:
    """Every engine on a line, by the way it takes."""
    lines = [_line(HEAD), _line(["---"] * len(HEAD))]
    way = ""
    for one in found.values():
        if one.of.way != way:
            way = one.of.way
            lines.append(_line([f"**{way}**", *[""] * (len(HEAD) - 1)]))
        lines.append(_line(_cells(one, found)))
    return "\n".join(lines)


def _cells(one: Measured, found: Mapping[str, Measured]) -> list[str]:
    if one.missing:
        return [one.of.title, f"not installed: {one.missing}", *[""] * (len(HEAD) - 2)]
    ratios = [_ratio(one, found.get(name)) for name in POLARS[one.of.way]]
    wrong = [_count(number) for number in (one.totals, one.cells, one.wrong_rows)]
    memory = "?" if one.extra is None else f"{one.extra:,.0f}"
    speed = 1 / one.each
    seconds = (f"{one.each:,.2f}", f"{one.each_used:,.2f}")
    return [one.of.title, *seconds, f"{speed:.4g}", *ratios, memory, *wrong, f"{one.rows:,}"]


def _ratio(one: Measured, to: Measured | None) -> str:
    return "" if to is None or to.missing else f"{to.each / one.each:.3g}"


def _count(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def agreed(found: Mapping[str, Measured]) -> str:
    """Whether rows scored alone come to what the batch says. Raises AssertionError where they do not."""
    alone = found.get(ALONE)
    if alone is None:
        return ""
    assert alone.cells == 0, "a row scored alone comes to something else"
    assert alone.totals == 0, "a total of a row scored alone is another one"
    return f"{alone.rows:,} rows scored alone, digit for digit as in the batch: no cell and no total differs"


def goals(found: Mapping[str, Measured]) -> str:
    """The speed of the batch over that of the others, beside what is aimed at."""
    lines = [_line(("to", "times as fast", "by processor time", "aim")), _line(["---"] * 4)]
    for title, ours, name, aim in GOALS:
        other = found.get(name)
        if ours in found and other is not None and not other.missing:
            clock = other.each / found[ours].each
            used = other.each_used / found[ours].each_used
            lines.append(_line((title, f"{clock:,.2f}", f"{used:,.2f}", f"{aim:,}")))
    return "\n".join(lines)


def scaling(found: Sequence[Measured]) -> str:
    """The command at growing sizes: what grows with the rows, and what does not."""
    lines = [
        _line(("rows", "s", "of the processors", "a row more, µs of them", "peak MiB")),
        _line(["---"] * 5),
    ]
    for before, one in zip((None, *found), found, strict=False):
        more = "" if before is None else f"{_more(before, one):.2f}"
        memory = "?" if one.peak is None else f"{one.peak:,.0f}"
        lines.append(_line((f"{one.rows:,}", f"{one.seconds:.2f}", f"{one.used:.2f}", more, memory)))
    return "\n".join([*lines, "", f"The aim is at most {LIMIT:,} MiB at any size."])


def _more(before: Measured, one: Measured) -> float:
    """Microseconds of each row that was not there before: what the start takes is in neither."""
    return (one.used - before.used) / (one.rows - before.rows) * 1_000_000
