"""``rubric batch``: every row of a table scored as it would be alone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.batch.ahead import ahead
from engine.batch.limited import limited
from engine.batch.opened_table import open_for
from engine.batch.outputs import look
from engine.batch.over_all import OverAll
from engine.batch.problems import NothingToResume, OtherRun, PartNotWritten, RunningAlready
from engine.batch.progress import Progress
from engine.batch.refused import RefusedError
from engine.batch.run import BadRowError, score_parts
from engine.batch.scorer import Scorer
from engine.batch.sources.table import TableUnreadError
from engine.batch.store import InUseError, Store, fingerprint
from engine.batch.summary import summary_of
from engine.batch.system import why
from engine.batch.write import results, whole, write, write_problems
from engine.inputs import read_rubric
from engine.output import complain, emit
from engine.render.summary import render_summary
from engine.score import VERSION
from rubric.report import render_problems

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping

    import polars as pl

    from engine.batch.opened_table import OpenedTable
    from engine.batch.run import Counts
    from engine.console import Console
    from rubric.model import Rubric
    from rubric.problems import Language


# What a sheet shows on a wide screen.
SHEET_WIDTH: Final = 100


if TYPE_CHECKING:
    Sheets = Callable[[pl.LazyFrame, str, Path, Language], None]


def run(options: argparse.Namespace, console: Console, sheets: Sheets | None = None) -> int:
    """Score a table; 0 every row whole, 1 some open, failing or unreadable, 2 nothing could be scored.

    ``sheets`` writes a workbook, where one was asked for.
    """
    rubric, language = read_rubric(options.files[0], console)
    if rubric is None:
        return 2
    output = Path(options.output)
    try:
        look(options.output, options.problems, [*options.files, *_subject_tables(options)])
        table = open_for(options, rubric)
        complain(render_problems([*table.notes, *table.strays()], language))
        store = _store(options, rubric, output, language)
        scorer = Scorer(rubric, language, reasons=options.reasons)
        _score(options, table, store, scorer)
        _limit(options, table, store, scorer)
        return _told(options, store, scorer, console, sheets)
    except RefusedError as refused:
        return console.refuse(refused.problems, language)
    except TableUnreadError as unread:
        return console.refuse([unread.problem], language)
    except InUseError:
        return console.refuse([RunningAlready(name=options.output)], language)
    except OSError as error:
        why_zh, why_en = why(error)
        return console.refuse([PartNotWritten(name=str(output), why_zh=why_zh, why_en=why_en)], language)
    except KeyboardInterrupt:
        complain(_interrupted(language, kept=Store(output).finished() > 0))
        raise


# -- the run and those that were interrupted -------------------------------------------------------------


def _store(options: argparse.Namespace, rubric: Rubric, output: Path, language: Language) -> Store:
    """The folder of finished parts: that of the run to go on with, or a new one.

    Raises InUseError, and OSError where it cannot be written.
    """
    chosen = [sorted(options.map), options.id, sorted(options.table), options.reasons, language, options.part]
    about = {
        "rubric": rubric.sha256,
        "engine": VERSION,
        "table": [fingerprint(path) for path in (Path(options.files[1]), *_subject_tables(options))],
        "options": chosen,
    }
    store = Store(output)
    if not options.resume:
        store.begin(about)
        return store
    before = store.started()
    if before is None:
        raise RefusedError([NothingToResume(name=options.output)])
    store.hold()
    for why_zh, why_en in _changed(before, about):
        raise RefusedError([OtherRun(name=options.output, why_zh=why_zh, why_en=why_en)])
    return store


def _subject_tables(options: argparse.Namespace) -> list[Path]:
    return [Path(one.partition("=")[2]) for one in options.table]


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    words = {
        "rubric": ("评分表", "the rubric"),
        "engine": ("程序版本", "the version of the program"),
        "table": ("数据表", "the table"),
        "options": ("选项", "an option"),
    }
    return (said for word, said in words.items() if before.get(word) != now[word])


def _score(options: argparse.Namespace, table: OpenedTable, store: Store, scorer: Scorer) -> None:
    """Score every part that is not finished yet."""
    over = _over(options, table, scorer)
    progress = Progress(table.source.rows, scorer.language)
    start = store.finished()
    progress.told(start * options.part, scored=False)
    try:
        with closing(ahead(table.parts(start, options.part))) as parts:
            score_parts(map(over.given, parts), scorer, store, progress.told, strict=options.strict)
    except BadRowError as bad:
        store.clear()
        raise RefusedError([bad.problem]) from None
    except TableUnreadError:
        # Once the table is mended it is another one, and nothing of this one is of use.
        store.clear()
        raise
    finally:
        progress.end()


def _over(options: argparse.Namespace, table: OpenedTable, scorer: Scorer) -> OverAll:
    """What all subjects decide together, calculated before any of them is scored."""
    over = OverAll(scorer.rubric)
    progress = Progress(table.source.rows, scorer.language)
    try:
        over.read(lambda: ahead(table.parts(0, options.part)), progress.told)
    finally:
        progress.end()
    return over


def _limit(options: argparse.Namespace, table: OpenedTable, store: Store, scorer: Scorer) -> None:
    """Keep the grades that the quotas leave."""
    grades = limited(store.scored(), lambda: table.parts(0, options.part), scorer.rubric, scorer.layout)
    if grades is not None:
        store.grade(grades)


def _told(
    options: argparse.Namespace, store: Store, scorer: Scorer, console: Console, sheets: Sheets | None
) -> int:
    """Write the results, then say what came of them."""
    output, language = Path(options.output), scorer.language
    frame = results(store, scorer.layout, language)
    found = summary_of(store, scorer.rubric, scorer.layout)
    width, colour = console.page(beside=True)
    page = {"language": language, "ascii": options.ascii}
    if options.problems:
        _problems(store, options.problems, language)
    if sheets is None:
        write(frame, output)
    else:
        plain = render_summary(found, scorer.rubric, width=SHEET_WIDTH, colour=False, **page)
        whole(output, lambda temporary: sheets(frame, plain, temporary, language), held=True)
    store.clear()
    emit(render_summary(found, scorer.rubric, width=width, colour=colour, **page), None)
    complain(last_line(found.counts, str(output), language))
    return 0 if found.counts.clean else 1


def _problems(store: Store, name: str, language: Language) -> None:
    try:
        write_problems(store, Path(name), language)
    except OSError as error:
        why_zh, why_en = why(error)
        raise RefusedError([PartNotWritten(name=name, why_zh=why_zh, why_en=why_en)]) from None


def _interrupted(language: Language, *, kept: bool) -> str:
    if language == "zh":
        return "已中断。" + ("做完的部分还在，原命令加上 --resume 就接着做。" if kept else "") + "\n"
    how = " What is finished is kept: the same command with --resume goes on." if kept else ""
    return f"Interrupted.{how}\n"


def last_line(counts: Counts, output: str, language: Language) -> str:
    """The last line: how many rows came to what, and where they are."""
    rows, whole, some, bad = (f"{n:,}" for n in (counts.rows, counts.complete, counts.open, counts.bad))
    if language == "zh":
        return f"{rows} 行：{whole} 行已评分，{some} 行有未定，{bad} 行有问题 → {output}\n"
    return f"{rows} rows: {whole} scored, {some} open, {bad} with problems → {output}\n"
