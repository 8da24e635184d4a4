"""``rubric batch --engine spark``: a table on a cluster, scored where it is."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql.pandas.types import to_arrow_schema

from engine.batch.arrow import batch_scorer
from engine.batch.maps import read_maps
from engine.batch.problems_spark import NotOnSpark, SparkFailed
from engine.batch.refused import RefusedError
from engine.batch.spark import scored, send_package, session
from engine.batch.spark_java import java_problem
from engine.batch.spark_summary import summary_lines, summary_of
from engine.batch.spark_tables import CUT, read, remove_unfinished, vacant, write, written
from engine.commands.batch import last_line
from engine.inputs import read_rubric
from engine.output import complain, emit
from rubric.report import render_problems

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from pyspark.sql import SparkSession

    from engine.batch.spark_summary import ClusterSummary
    from engine.console import Console
    from rubric.model import Rubric
    from rubric.problems import Language, Problem

# Options of a run on one machine, and why a cluster has none of them.
ELSEWHERE: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "resume": (
        "集群自己重做失败的任务", "a cluster repeats what failed by itself", "，从头做起", " and start anew",
    ),
    "strict": (
        "各块同时评分，没有先后", "its pieces are scored at once, in no order",
        "，看结果的“问题”一列", " and look at the column problem of the results",
    ),
    "problems": (
        "问题和怎么办写在结果的最后几列", "what is wrong and what to do are the last columns of the results",
        "", "",
    ),
    "table": (
        "明细表要先并进主表", "rows within subjects have to stand in the table itself",
        "，把明细做成主表的一列（数组）", " and make them a column of arrays of the table",
    ),
}  # fmt: skip
# How much of what Spark says is shown.
SAID: Final = 300


def run(options: argparse.Namespace, console: Console) -> int:
    """Score a table on a cluster; 0 every row whole, 1 some open, failing or unreadable, 2 none scored."""
    rubric, language = read_rubric(options.files[0], console)
    if rubric is None:
        return 2
    refused = [*_refused(options), *filter(None, [java_problem()])]
    if refused:
        return console.refuse(refused, language)
    if is_local(options.master):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark: SparkSession | None = None
    try:
        spark = session(options.master, settings())
        return _run(options, spark, rubric, language)
    except RefusedError as error:
        return console.refuse(error.problems, language)
    except (PySparkException, Py4JError) as error:
        return console.refuse([SparkFailed(why=_said(error))], language)
    finally:
        if spark is not None:
            spark.stop()


def _run(options: argparse.Namespace, spark: SparkSession, rubric: Rubric, language: Language) -> int:
    name, output = options.files[1], options.output
    maps, problems = read_maps(options.map)
    if problems:
        raise RefusedError(problems)
    vacant(spark, output)
    table = read(spark, name)
    cut = CUT if CUT in table.columns else None
    known = to_arrow_schema(table.drop(CUT).schema)
    scorer = batch_scorer(
        rubric,
        known,
        id=options.id,
        maps=maps,
        language=language,
        reasons=options.reasons,
        file=name,
        cut=cut,
    )
    complain(render_problems(scorer.notes, language))
    if not is_local(options.master):
        send_package(spark)
    scores = scored(table, scorer)
    try:
        write(scores, output)
    except BaseException:
        remove_unfinished(spark, output)
        raise
    found = summary_of(written(spark, output, scores.schema), language)
    return _told(found, output, rubric, language)


def _told(found: ClusterSummary, output: str, rubric: Rubric, language: Language) -> int:
    grades = rubric.root.grades
    order = tuple(grade.name for grade in grades.grades) if grades is not None else ()
    emit("".join(f"{line}\n" for line in summary_lines(found, language, order)), None)
    complain(last_line(found.counts, output, language))
    return 0 if found.counts.clean else 1


def _refused(options: argparse.Namespace) -> Iterator[Problem]:
    for name, (why_zh, why_en, do_zh, do_en) in ELSEWHERE.items():
        if getattr(options, name):
            yield NotOnSpark(option=f"--{name}", why_zh=why_zh, why_en=why_en, do_zh=do_zh, do_en=do_en)


def is_local(master: str | None) -> bool:
    """Whether the executors are on this machine and have what is installed on it."""
    return master is not None and master.startswith("local")


def settings() -> dict[str, str]:
    """What a session for this work needs; everything else is as the surroundings of Spark have it."""
    return {
        # What goes wrong is said by whoever asked, and a trace of Java helps nobody who did.
        "spark.log.level": "OFF",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
        # A task has one core: the threads of polars must not be as many as the machine has cores.
        "spark.executorEnv.POLARS_MAX_THREADS": os.environ.get("POLARS_MAX_THREADS", "1"),
    }


def _said(error: Exception) -> str:
    """What Spark says in its first line, or the last of a trace of Python in it."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    begun = next((at for at, line in enumerate(lines) if "Traceback (most recent" in line), None)
    if begun is not None:
        raised = (line for line in lines[begun + 1 :] if not line.startswith((" ", "\t")))
        lines = [next(raised, lines[begun])]
    return lines[0].strip()[:SAID] if lines else type(error).__name__
