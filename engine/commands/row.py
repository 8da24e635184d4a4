"""``rubric explain --row``: one row of a table, scored and explained as facts of its own would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.batch.found_row import FoundRow, find_row
from engine.batch.opened_table import open_for
from engine.batch.over_all import OverAll
from engine.batch.problems_table import TableUnread
from engine.batch.refused import RefusedError
from engine.batch.sources.table import TableUnreadError
from engine.batch.system import why
from engine.inputs import Scored, read_rubric
from engine.score import score

if TYPE_CHECKING:
    import argparse

    from engine.console import Console
    from rubric.model import Rubric
    from rubric.problems import Language, Problem


def read_row(options: argparse.Namespace, console: Console) -> tuple[Scored | None, Language]:
    """The scorecard of one row of ``RUBRIC TABLE``, or None with the problems already printed."""
    rubric, language = read_rubric(options.files[0], console)
    if rubric is None:
        return None, language
    scored = _scored(options, rubric)
    if isinstance(scored, Scored):
        return scored, language
    console.refuse(scored, language)
    return None, language


def _scored(options: argparse.Namespace, rubric: Rubric) -> Scored | list[Problem]:
    try:
        table = open_for(options, rubric)
        over = OverAll(rubric)
        over.read(table.parts, lambda _rows: None)
        found = find_row(map(over.given, table.parts()), options.row)
    except RefusedError as refused:
        return refused.problems
    except TableUnreadError as unread:
        return [unread.problem]
    except OSError as error:
        why_zh, why_en = why(error)
        return [TableUnread(name=options.files[1], why_zh=why_zh, why_en=why_en)]
    if not isinstance(found, FoundRow):
        return [found]
    facts, problems = found.facts(rubric)
    return list(problems) if facts is None else Scored(score(rubric, facts), rubric, facts)
