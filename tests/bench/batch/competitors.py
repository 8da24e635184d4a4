"""The engines that are measured, in the order in which they are told."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Way = Literal["in memory", "Parquet to Parquet", "CSV to Parquet", "a row at a time"]


class Competitor(NamedTuple):
    """An engine: where its code is, and what it is measured as.

    ``whole`` ones are measured as processes, from their start to their end.
    """

    name: str
    title: str
    way: Way
    module: str
    function: str

    @property
    def whole(self) -> bool:
        """Whether it goes from file to file."""
        return self.way.endswith("to Parquet")

    @property
    def is_truth(self) -> bool:
        """Whether its results are those that the others are compared with."""
        return self.name == OURS


OURS: Final = "ours"
ALONE: Final = "alone"
MEMORY: Final = "in memory"
PARQUET: Final = "Parquet to Parquet"
CSV: Final = "CSV to Parquet"
ROWS: Final = "a row at a time"

COMPETITORS: Final = (
    Competitor(OURS, "rubric batch, its parts", MEMORY, "ours", "parts"),
    Competitor("kernel", "  of it the kernel", MEMORY, "ours", "kernel"),
    Competitor("polars-streaming", "polars float64, streaming", MEMORY, "polars_float", "streaming"),
    Competitor("polars-memory", "polars float64, in memory", MEMORY, "polars_float", "memory"),
    Competitor("polars-nudged", "  the first with 1e-9 added", MEMORY, "polars_float", "nudged"),
    Competitor("numpy", "numpy float64, 64k pieces", MEMORY, "numpy_float", "chunks"),
    Competitor("duckdb", "DuckDB DOUBLE", MEMORY, "duckdb_float", "memory"),
    Competitor("openfisca", "OpenFisca-core", MEMORY, "openfisca", "memory"),
    Competitor("ours-parquet", "rubric batch", PARQUET, "ours", "parquet"),
    Competitor("polars-parquet", "polars float64, streaming", PARQUET, "polars_float", "parquet"),
    Competitor(
        "polars-parquet-memory", "polars float64, in memory", PARQUET, "polars_float", "parquet_memory"
    ),
    Competitor("duckdb-parquet", "DuckDB DOUBLE", PARQUET, "duckdb_float", "parquet"),
    Competitor("ours-csv", "rubric batch", CSV, "ours", "csv"),
    Competitor("polars-csv", "polars float64, streaming", CSV, "polars_float", "csv"),
    Competitor("polars-csv-memory", "polars float64, in memory", CSV, "polars_float", "csv_memory"),
    Competitor("duckdb-csv", "DuckDB DOUBLE", CSV, "duckdb_float", "csv"),
    Competitor(ALONE, "rubric score", ROWS, "ours", "alone"),
    Competitor("zen", "zen-engine, a row a call", ROWS, "rows", "zen"),
    Competitor("zen-batch", "zen-engine, one call", ROWS, "rows", "zen_batch"),
    Competitor("simpleeval", "simpleeval", ROWS, "rows", "simple"),
)
BY_NAME: Final = {one.name: one for one in COMPETITORS}
