"""Scores on a Spark cluster: the same function over the record batches of its executors.

The only door to pyspark. It needs the extra ``[spark]`` and Java 17.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from engine.batch.arrow import batch_scorer
from engine.batch.part import ROWS
from engine.batch.spark_ship import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pyspark.sql import DataFrame

    from engine.batch.arrow import BatchScorer
    from rubric.model import Rubric
    from rubric.problems import Language

FILE: Final = "DataFrame"


def score_dataframe(
    rubric: Rubric | str | Path,
    frame: DataFrame,
    *,
    id: str | None = None,  # noqa: A002 - the option of the command is called so too
    maps: Mapping[str, str] | None = None,
    language: Language | None = None,
    reasons: bool = False,
) -> DataFrame:
    """The scores of a Spark DataFrame with a subject a row, as a DataFrame that is scored when it is read.

    The options are those of ``engine.batch.arrow.batch_scorer``. There is no shuffle: each partition of the
    table becomes one of the scores. Every executor needs this package, polars and pyarrow; ``send_package``
    sends the first. Raises RefusedError where the rubric or the columns cannot be used.
    """
    columns = to_arrow_schema(frame.schema)
    scorer = batch_scorer(rubric, columns, id=id, maps=maps, language=language, reasons=reasons, file=FILE)
    return scored(frame, scorer)


def scored(frame: DataFrame, scorer: BatchScorer) -> DataFrame:
    """What a scorer makes of a DataFrame."""
    columns = frame.select(*(_quoted(name) for name in scorer.reads))
    return columns.mapInArrow(scorer.stream, from_arrow_schema(scorer.schema))


def send_package(spark: SparkSession) -> None:
    """Send this package to the executors of a session, so that they run the version that runs here."""
    spark.sparkContext.addPyFile(str(shipped()))


def session(master: str | None, settings: Mapping[str, str]) -> SparkSession:
    """A session on this master, else on the one that the surroundings name."""
    builder = SparkSession.builder.appName("rubric batch")
    if master is not None:
        builder = builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    # A batch costs a few milliseconds whatever is in it.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS))
    # Names of facts that differ in case alone are two names.
    spark.conf.set("spark.sql.caseSensitive", "true")
    return spark


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
