"""Questions: conditions and checks that a row may leave open, asked of the engine of one subject there."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from engine.batch.lowering.alone import nobody
from engine.batch.lowering.inputs import places_name
from engine.batch.lowering.names import reads_of
from engine.batch.lowering.rounded_sums import decided, sums_of
from engine.batch.lowering.subjects import strangers, subjects
from engine.batch.lowering.truth import BOOLEAN
from engine.checks import verdict_on
from engine.questions.verify.figures import Figures
from engine.questions.verify.judge import to_solve
from engine.world import World
from rubric.record import Record
from rubric.rules.reader import compare, constant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.batch.lowering.subjects import Odd
    from engine.batch.plain import Column
    from rubric.model import Check, Rubric

# The column of a condition that columns cannot say.
NOTHING: Final = pl.lit(None, dtype=BOOLEAN)
KINDS: Final = {"holds": pl.Boolean, "sure": pl.Boolean, "exact": pl.Boolean}


class Question(Record):
    """A condition, or a check with what it allows; its column is called ``name``. A ``plain`` one reads facts
    only, no values."""

    name: str
    tree: ast.expr
    check: Check | None = None
    plain: bool = False

    @property
    def columns(self) -> ast.expr:
        """What is asked of columns: whether the check holds, or is as near as its number allows."""
        return self.tree if self._near is None else self._near

    @property
    def more(self) -> bool:
        """Whether what columns say does not hold may still be allowed."""
        check = self.check
        return check is not None and check.tolerance != "exact" and self._near is None

    @property
    def printed(self) -> bool:
        """Whether its answer depends on how numbers were printed."""
        check = self.check
        return check is not None and (check.tolerance == "last_digit" or check.solve is not None)

    @property
    def _allowed(self) -> Fraction | None:
        allowed = self.check.tolerance if self.check is not None else None
        return allowed if isinstance(allowed, Fraction) else None

    @property
    def _near(self) -> ast.expr | None:
        allowed, tree = self._allowed, self.tree
        if allowed is None or not self.plain or not isinstance(tree, ast.Compare):
            return None
        if not all(map(_figures, (tree.left, *tree.comparators))):
            return None
        gap = ast.BinOp(tree.left, ast.Sub(), tree.comparators[0])
        sign = tree.ops[0]
        if isinstance(sign, ast.Eq):
            return ast.Compare(constant(-allowed), [ast.LtE(), ast.LtE()], [gap, constant(allowed)])
        if isinstance(sign, ast.Lt | ast.LtE):
            return compare(gap, sign, constant(allowed))
        return compare(gap, sign, constant(-allowed)) if isinstance(sign, ast.Gt | ast.GtE) else None


def _figures(tree: ast.expr) -> bool:
    """Whether a part is made of names and numbers only, which the engine compares as they stand."""
    if isinstance(tree, ast.BinOp):
        return not isinstance(tree.op, ast.Pow) and _figures(tree.left) and _figures(tree.right)
    return isinstance(tree, ast.Name) or (isinstance(tree, ast.Constant) and isinstance(tree.value, Fraction))


def questions_of(rubric: Rubric) -> tuple[Question, ...]:
    """Everything that is asked of a row besides its scores, as far as it reads no score."""
    return tuple(one for one in _all(rubric) if not reads_of([one.tree], rubric)[1])


def _all(rubric: Rubric) -> Iterator[Question]:
    grades = rubric.root.grades
    trees = [override.when.when for override in grades.override] if grades is not None else []
    for item in rubric.root.walk():
        trees += [one.when.when for one in item.requires if one.blocking]
        trees += [veto.when for veto in item.worth.veto] if item.is_group else []
        trees += [item.applies.when] if item.is_group and item.applies is not None else []
    for number, tree in enumerate(trees):
        if not {"points", "lost"} & _names(tree):
            yield Question(f"q:{number}", tree)
    for number, check in enumerate(rubric.checks):
        yield Question(f"k:{number}", check.that, check, not _names(check.that) & rubric.values.keys())


def _names(tree: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


class Answered(NamedTuple):
    """The column of a question where it has a value, the same with what was open in it asked, and the rows
    that stay unsure."""

    exact: pl.Series
    found: pl.Series
    unsure: pl.Series | None = None


def answered(
    question: Question, frame: pl.DataFrame, columns: Mapping[str, Column], given: Odd, rubric: Rubric
) -> Answered:
    """What a question comes to in every row; ``given`` is what strange cells give."""
    exact = found = frame[question.name]
    reads = reads_of([question.tree], rubric)[0]
    strange = strangers(frame, reads)
    rows = _asked(question, found, frame, strange)
    known = not question.printed or all(_is_printed(columns.get(name)) for name in reads)
    if known and question.printed and len(rows):
        found, rows = _decided(question, found, frame, columns, rubric, rows)
    if strange is not None:
        rows = pl.concat([rows, strange.arg_true()])
    if not len(rows):
        return Answered(exact, found)
    asked = subjects(frame, columns, given, reads, rows, printed=question.printed)
    answers = [_answer(question, World(rubric, facts, nobody), known) for facts in asked.facts]
    made = asked.spread(pl.DataFrame(answers, schema=KINDS, orient="row"))
    unsure = None
    if not made["sure"].all():
        unsure = pl.repeat(value=False, n=frame.height, eager=True).scatter(rows, ~made["sure"])
    if strange is not None:
        exact = exact.clone().scatter(rows, made["exact"])
    return Answered(exact, found.clone().scatter(rows, made["holds"]).alias(question.name), unsure)


def _asked(question: Question, found: pl.Series, frame: pl.DataFrame, strange: pl.Series | None) -> pl.Series:
    """The rows that columns leave open, without those with strange cells, of which they say nothing."""
    lacks = _left_open(question, found, frame)
    return (lacks if strange is None else lacks & ~strange).arg_true()


def _left_open(question: Question, found: pl.Series, frame: pl.DataFrame) -> pl.Series:
    lacks = found.is_null() | ~found if question.more else found.is_null()
    solve = question.check.solve if question.check is not None else None
    if solve is not None and solve.unknown in frame.columns:
        # A check is solved wherever its unknown is not given, whatever else can be said of it.
        lacks |= frame[solve.unknown].is_null()
    elif solve is not None:
        return pl.repeat(value=True, n=frame.height, eager=True)
    return lacks.fill_null(value=True)


def _is_printed(column: Column | None) -> bool:
    """Whether it is known how the cells of a column were printed, if they are numbers."""
    return column is None or column.values.dtype != pl.Int64 or column.printed is not None


def _decided(
    question: Question,
    found: pl.Series,
    frame: pl.DataFrame,
    columns: Mapping[str, Column],
    rubric: Rubric,
    rows: pl.Series,
) -> tuple[pl.Series, pl.Series]:
    """The column with what rounding allows, where columns say that, and the rows where they do not."""
    check = question.check
    sums = None if check is None or check.solve is not None else sums_of(check, rubric)
    names = [] if sums is None else [n for n in (*sums.reads, *map(places_name, sums.reads)) if n in frame]
    made = decided(sums, frame.select(names)[rows], columns, rubric) if sums is not None and names else None
    if made is None:
        return found, rows
    there = rows.filter(made.known)
    return found.clone().scatter(there, made.holds.filter(made.known)), rows.filter(~made.known)


def _answer(question: Question, world: World, known: bool) -> tuple[bool | None, bool, bool | None]:
    """The answer for one subject, whether it is the one, and what the condition comes to exactly.

    Without the digits that were printed (``known``) a check can be found to hold, and never not to.
    """
    check = question.check
    if check is None:
        holds, why = world.holds(question.tree)
        return holds, True, holds if why is None else None
    figures = Figures(world)
    if not known and to_solve(check, figures):
        return None, False, None
    holds = verdict_on(check, figures).holds
    return holds, known or holds is True, None
