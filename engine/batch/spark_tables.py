"""Tables where a cluster keeps them: Parquet, CSV and JSON Lines under any path that Spark reads."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal

from pyspark.sql import functions as call
from pyspark.sql.types import DecimalType, StringType, StructType

from engine.batch.problems_spark import ClusterOutputThere, NotAClusterForm
from engine.batch.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame, SparkSession

Form = Literal["parquet", "csv", "tsv", "json"]

FORMS: Final[dict[str, Form]] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}
PACKED: Final = (".gz", ".bz2", ".zst", ".lz4", ".snappy")
# The column in which Spark puts a record that it cannot read.
CUT: Final = "_rubric_cut"
FORMULA: Final = r"^[=+\-@\t]"
# Every reader of CSV but Spark's own doubles a quote within quotes.
CSV: Final[dict[str, Any]] = {"header": True, "quote": '"', "escape": '"', "encoding": "UTF-8"}


def form_of(name: str) -> Form | None:
    """The form that a path says."""
    plain = name.rstrip("/*").lower()
    for packed in PACKED:
        plain = plain.removesuffix(packed)
    return next((form for suffix, form in FORMS.items() if plain.endswith(suffix)), None)


def read(spark: SparkSession, name: str) -> DataFrame:
    """The table under a path: texts as they are written, numbers of Parquet as they are.

    A record of a text that cannot be read stands in the column ``CUT``. Raises RefusedError where the form is
    not known, and what Spark raises.
    """
    form = form_of(name) or next(filter(None, map(form_of, _within(spark, name))), None)
    if form is None:
        raise RefusedError([NotAClusterForm(name=name, act_zh="读", act_en="read")])
    if form == "parquet":
        return spark.read.parquet(name)
    if form == "json":
        # A number keeps every digit that it is written with.
        lines = {"primitivesAsString": True, "columnNameOfCorruptRecord": CUT}
        found = spark.read.options(**lines).json(name).schema
        return spark.read.options(**lines).schema(_with_cut(found)).json(name)
    options = {**CSV, "sep": "\t" if form == "tsv" else ","}
    found = spark.read.options(**options).csv(name).schema
    strict = {"enforceSchema": False, "columnNameOfCorruptRecord": CUT, "columnPruning": False}
    strict["unescapedQuoteHandling"] = "RAISE_ERROR"
    return spark.read.options(**options, **strict).schema(_with_cut(found)).csv(name)


def _with_cut(schema: StructType) -> StructType:
    kept = [field for field in schema.fields if field.name != CUT]
    return StructType(kept).add(CUT, StringType())


# -- results ---------------------------------------------------------------------------------------------


def vacant(spark: SparkSession, name: str) -> None:
    """Raises RefusedError where something stands under a path, or its name says no form."""
    if form_of(name) is None:
        raise RefusedError([NotAClusterForm(name=name, act_zh="写", act_en="written")])
    system, path = _path(spark, name)
    if not system.exists(path):
        return
    whole = "_SUCCESS" in _within(spark, name)
    state_zh = "是做完的结果或别的文件" if whole else "是没有做完的结果或别的文件"
    state_en = "holds finished results" if whole else "holds unfinished results, or something else"
    raise RefusedError([ClusterOutputThere(name=name, state_zh=state_zh, state_en=state_en)])


def write(frame: DataFrame, name: str) -> None:
    """Put results under a path where nothing is: a folder, whole once ``_SUCCESS`` is in it."""
    form = form_of(name)
    if form == "parquet":
        frame.write.mode("errorifexists").parquet(name)
    elif form == "json":
        frame.write.mode("errorifexists").option("ignoreNullFields", "false").json(name)
    else:
        sep = "\t" if form == "tsv" else ","
        plain = frame.select(*_typed(frame))
        plain.write.mode("errorifexists").options(**CSV, sep=sep, emptyValue="").csv(name)


def _typed(frame: DataFrame) -> Iterator[Any]:
    """Decimals digit by digit, and no text that a spreadsheet would take for a formula."""
    for field in frame.schema.fields:
        column = frame[f"`{field.name.replace('`', '``')}`"]
        if isinstance(field.dataType, StringType):
            marked = call.concat(call.lit("'"), column)
            yield call.when(column.rlike(FORMULA), marked).otherwise(column).alias(field.name)
        elif isinstance(field.dataType, DecimalType):
            yield column.cast("string").alias(field.name)
        else:
            yield column


def written(spark: SparkSession, name: str, schema: StructType) -> DataFrame:
    """Results read back."""
    form = form_of(name)
    if form == "parquet":
        return spark.read.schema(schema).parquet(name)
    if form == "json":
        return spark.read.schema(schema).json(name)
    return spark.read.options(**CSV, sep="\t" if form == "tsv" else ",").schema(schema).csv(name)


def remove_unfinished(spark: SparkSession, name: str) -> None:
    """Take away results that a run has not finished."""
    with suppress(Exception):  # whatever keeps it from going: why the run failed is said, not this
        system, path = _path(spark, name)
        if system.exists(path) and "_SUCCESS" not in _within(spark, name):
            system.delete(path, True)


def _within(spark: SparkSession, name: str) -> list[str]:
    """The names in a folder of any file system that Spark knows."""
    system, path = _path(spark, name)
    if not system.exists(path):
        return []
    return [one.getPath().getName() for one in system.listStatus(path)]


def _path(spark: SparkSession, name: str) -> tuple[Any, Any]:
    # Spark has no words of its own for files.
    context = spark.sparkContext
    path = context._jvm.org.apache.hadoop.fs.Path(name)  # noqa: SLF001
    return path.getFileSystem(context._jsc.hadoopConfiguration()), path  # noqa: SLF001
