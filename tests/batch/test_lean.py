"""Parts as they are kept: whole again whatever was left out of them, and scores as they are with traces."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.lean import lean, scan

KINDS = {"low": pl.Int64(), "high": pl.Int64(), "state": pl.UInt8()}


@st.composite
def outcomes(draw: st.DrawFn) -> pl.DataFrame:
    """A part of two items whose ranges are points and whose states are 0, in all rows or not."""
    height = draw(st.integers(0, 4))
    columns: dict[str, Any] = {}
    for item in range(2):
        few = st.sampled_from((None, -1, 0, 2**62))
        low = draw(st.lists(few, min_size=height, max_size=height))
        high = draw(st.one_of(st.just(low), st.lists(few, min_size=height, max_size=height)))
        state = draw(
            st.one_of(st.just([0] * height), st.lists(st.integers(0, 2), min_size=height, max_size=height))
        )
        columns |= {f"low:{item}": low, f"high:{item}": high, f"state:{item}": state}
    schema = {name: KINDS[name.partition(":")[0]] for name in columns}
    frame = pl.DataFrame(columns, schema=schema)
    return frame.with_columns(grade=pl.lit("优"), row=pl.int_range(height, dtype=pl.Int64()))


@settings(max_examples=60, deadline=None)
@given(st.lists(outcomes(), min_size=1, max_size=4), st.data())
def test_parts_are_whole_again(parts: list[pl.DataFrame], data: st.DataObject) -> None:
    due = pl.concat(parts)
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{at}.parquet" for at in range(len(parts))]
        for path, part in zip(paths, parts, strict=True):
            lean(part).write_parquet(path)
        assert scan(paths).collect_schema() == due.schema
        assert scan(paths).collect().equals(due)
        # Any columns by themselves are as long as all of them.
        some = data.draw(st.lists(st.sampled_from(due.columns), min_size=1, unique=True))
        for engine in ("in-memory", "streaming"):
            assert scan(paths).select(some).collect(engine=engine).equals(due.select(some))
            counts = scan(paths).select((pl.col(some).is_not_null()).sum()).collect(engine=engine)
            assert counts.equals(due.select(pl.col(some).is_not_null().sum()))


def test_what_says_nothing_is_left_out() -> None:
    points = {"low:0": [1, None], "high:0": [1, None], "state:0": [0, 2], "low:1": [3, 4], "high:1": [3, 5]}
    states = {"state:1": [0, 0]}
    frame = pl.DataFrame({**points, **states}).cast({"state:0": pl.UInt8(), "state:1": pl.UInt8()})
    assert lean(frame).columns == ["low:0", "state:0", "low:1", "high:1"]
