"""Kernel: the outcomes of a part from its columns, for every row in which all of them are proved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.lowering.alone import Alone
from engine.batch.lowering.first import Leaves
from engine.batch.lowering.inputs import Inward, judged_name
from engine.batch.lowering.names import Answer, Names, reads_of
from engine.batch.lowering.nulls import NEVER, Nulls
from engine.batch.lowering.opened import Fill, columns_of, rows_to_ask
from engine.batch.lowering.placing import conditional, moves, placed
from engine.batch.lowering.questions import NOTHING, Question, answered
from engine.batch.lowering.refused import NoColumns
from engine.batch.lowering.second import Whole
from engine.batch.lowering.sheet import SHARED, Sheet
from engine.batch.lowering.subjects import strangers
from engine.batch.lowering.truth import Truth
from engine.batch.results import schema_of
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.batch.layout import Layout
    from engine.batch.lowering.inputs import Inputs
    from engine.batch.lowering.placing import Placed
    from engine.batch.lowering.quotient import Quotient
    from engine.batch.lowering.scores import Scores
    from engine.batch.plain import Column, Plain
    from rubric.model import Item, Rubric

# So many patterns of what applies get a plan of their own.
PATTERNS: Final = 64
TIERS: Final = ("", "int64", "float64", "exact")
ROW: Final = "@row"
Pattern = tuple[bool | None, ...]


class Kernel:
    """Scores parts under one rubric; plans are made for columns that are alike, and kept."""

    def __init__(self, rubric: Rubric, layout: Layout) -> None:
        self.rubric, self.layout = rubric, layout
        self.schema = schema_of(layout)
        self.inward = Inward(rubric)
        self.places: dict[Pattern, Placed] = {}
        self.flags = not moves(rubric)
        self.conditional = () if self.flags else conditional(rubric)
        self.leaves: dict[Any, Leaves] = {}
        self.wholes: dict[Any, Whole | None] = {}
        self.alone: dict[Any, Alone] = {}
        self.tiers: dict[str, str] = {}
        # Rows of tables are scored alone, and a name that polars takes for a pattern is none of a column.
        names = (*rubric.facts, *rubric.elements)
        self.able = not any(item.each is not None for item in rubric.root.walk())
        self.able &= not any(name.startswith("^") and name.endswith("$") for name in names)

    def run(self, plain: Plain) -> tuple[pl.DataFrame, pl.Series]:
        """The outcomes of all rows, and the rows of which every cell is proved; the others' mean nothing."""
        if not self.able or not plain.height:
            return self._nothing(plain.height), pl.repeat(value=False, n=plain.height, eager=True)
        inputs = self.inward.inputs(plain)
        odd = plain.odd.any()
        found: list[pl.DataFrame] = []
        for pattern, frame in self._parts(inputs, plain, plain.odd if odd else None):
            done = self._part(pattern, frame, inputs, plain)
            if done is not None:
                found.append(done)
        whole = self._joined(found, plain.height)
        return whole.select(list(self.schema)), whole["sure"]

    def _parts(
        self, inputs: Inputs, plain: Plain, odd: pl.Series | None
    ) -> Iterator[tuple[Pattern, pl.DataFrame]]:
        """The rows by what applies in them, without odd ones."""
        frame = inputs.frame
        if odd is None and not self.conditional:
            yield (), frame
            return
        frame = frame.with_row_index(ROW)
        if odd is not None:
            frame = frame.filter(~odd)
        if not self.conditional:
            yield (), frame
            return
        flags = self._flags(inputs, frame, plain)
        if flags is None:
            return
        names = flags.columns
        counts = flags.group_by(names).len().sort("len", descending=True)
        for row in counts.head(PATTERNS).iter_rows():
            pattern = row[:-1]
            same = [
                pl.col(n).eq_missing(pl.lit(v, dtype=pl.Boolean)) for n, v in zip(names, pattern, strict=True)
            ]
            yield pattern, frame.filter(flags.select(pl.all_horizontal(same)).to_series())

    def _flags(self, inputs: Inputs, frame: pl.DataFrame, plain: Plain) -> pl.DataFrame | None:
        """Which items apply in every row; null where that is open."""
        sheet = Sheet()
        names = Names(self.rubric, inputs.values, sheet)
        found: dict[str, pl.Expr] = {}
        asked: list[Question] = []
        for at, item in enumerate(self.conditional):
            assert item.applies is not None  # it is among the conditional ones
            question = Question(f"@{at}", item.applies.when)
            if reads_of([question.tree], self.rubric)[1]:
                return None
            try:
                holds = names.holds(question.tree)
            except NoColumns:
                holds = None
            found[question.name] = NOTHING if holds is None else holds.expr
            asked.append(question)
        there = sheet.run(frame.lazy()).with_columns(**found).collect(optimizations=SHARED)
        answers = [answered(one, there, _columns(plain), plain.given, self.rubric) for one in asked]
        return pl.DataFrame([answer.found for answer in answers])

    # -- a part whose rows are alike -----------------------------------------------------------------------

    def _part(
        self, pattern: Pattern, frame: pl.DataFrame, inputs: Inputs, plain: Plain
    ) -> pl.DataFrame | None:
        if not frame.height:
            return None
        where = self._placed(pattern)
        if where.nothing:
            return None
        leaves = self._leaves(pattern, inputs, where)
        frame = leaves.run(frame)
        frame, full, fills, unsure = self._filled(pattern, frame, leaves, where, plain)
        frame, answers, more = self._answered(frame, leaves, plain)
        filled = tuple((path, fill.places, fill.over) for path, fill in fills.items())
        open_ = tuple((one.exact.nulls.never, one.told.nulls.never) for one in answers.values())
        key = (pattern, inputs.signs, filled, open_)
        whole = self._whole(key, inputs, where, leaves, full, fills, answers)
        if whole is None:
            return None
        done = whole.run(frame)
        # What groups read in strange cells nobody was asked.
        for one in (unsure, more, strangers(frame, whole.names.read) if plain.codes else None):
            if one is not None:
                done = done.with_columns(sure=done["sure"] & ~one)
        return done.with_columns(frame[ROW]) if ROW in frame.columns else done

    def _placed(self, pattern: Pattern) -> Placed:
        if pattern not in self.places:
            applies = dict(zip((item.path for item in self.conditional), pattern, strict=True))
            self.places[pattern] = placed(self.rubric, applies)
        return self.places[pattern]

    def _leaves(self, pattern: Pattern, inputs: Inputs, where: Placed) -> Leaves:
        key = (pattern, inputs.signs)
        if key not in self.leaves:
            self.leaves[key] = Leaves(self.rubric, self.layout, inputs.values, where, flags=self.flags)
            self._tiers(self.leaves[key])
        return self.leaves[key]

    def _tiers(self, leaves: Leaves) -> None:
        """By which numbers each leaf was scored; the slowest of all parts is told."""
        for path in leaves.refused:
            self.tiers[path] = "exact"
        for path in leaves.floats:
            self.tiers[path] = max(self.tiers.get(path, ""), "float64", key=TIERS.index)
        for path in leaves.given:
            self.tiers.setdefault(path, "int64")

    def _whole(
        self,
        key: Any,
        inputs: Inputs,
        where: Placed,
        leaves: Leaves,
        full: Sequence[str],
        fills: Mapping[str, Fill],
        answers: Mapping[int, Answer],
    ) -> Whole | None:
        if key not in self.wholes:
            scores = {path: _without_nulls(leaves.given[path].scores) for path in full}
            try:
                self.wholes[key] = Whole(
                    self.rubric, self.layout, inputs.values, where, scores, fills, answers, flags=self.flags
                )
            except NoColumns as none:
                self.tiers[""] = "exact"
                self.why = none.why
                self.wholes[key] = None
        made = self.wholes[key]
        # Groups of whole numbers, as nearly all are, go without saying.
        for path, tier in made.tiers.items() if made is not None else ():
            self.tiers[path] = max(self.tiers.get(path, ""), tier, key=TIERS.index)
        return made

    def _answered(
        self, frame: pl.DataFrame, leaves: Leaves, plain: Plain
    ) -> tuple[pl.DataFrame, dict[int, Answer], pl.Series | None]:
        """The frame with what else is asked of rows answered, the answers, and the rows that stay unsure."""
        answers: dict[int, Answer] = {}
        columns: list[pl.Series] = []
        unsure: pl.Series | None = None
        for question in leaves.questions:
            exact, found, bad = answered(question, frame, _columns(plain), plain.given, self.rubric)
            columns += [exact, found.alias(f"{question.name}?")]
            answers[id(question.tree)] = Answer(
                _truth(exact, question.name), _truth(found, f"{question.name}?")
            )
            if bad is not None:
                unsure = bad if unsure is None else unsure | bad
        return frame.with_columns(columns), answers, unsure

    # -- leaves that are open ------------------------------------------------------------------------------

    def _filled(
        self, pattern: Pattern, frame: pl.DataFrame, leaves: Leaves, where: Placed, plain: Plain
    ) -> tuple[pl.DataFrame, list[str], dict[str, Fill], pl.Series | None]:
        """The frame with the scores of open leaves, the leaves without and with open rows, and the rows that
        stay unsure."""
        full: list[str] = []
        columns: list[pl.Series] = []
        unsure: pl.Series | None = None
        fills: dict[str, Fill] = {}
        for laid in self.layout.items:
            item, number = laid.item, laid.number
            if item.is_group or item.path in leaves.late:
                continue
            given = leaves.given.get(item.path)
            alone = self._alone(pattern, item, laid.places, where) if plain.codes or given is None else None
            lacks = frame[given.low] if given is not None else None
            if alone is None and lacks is not None and not lacks.null_count():
                full.append(item.path)
                continue
            rows = rows_to_ask(frame, lacks, alone.reads if alone is not None else ())
            if given is not None and not len(rows):
                full.append(item.path)
                continue
            alone = alone or self._alone(pattern, item, laid.places, where)
            done = alone.fill(frame, _columns(plain), plain.given, rows)
            columns += columns_of(number, done, frame.height)
            known = given.scores if given is not None else None
            fills[item.path] = Fill(number, done.places, done.over, known)
            if not done.fits.all():
                bad = _mask(rows.filter(~done.fits), frame.height)
                unsure = bad if unsure is None else unsure | bad
        if columns:
            frame = frame.hstack(columns)
        return frame, full, fills, unsure

    def _alone(self, pattern: Pattern, item: Item, places: int, where: Placed) -> Alone:
        key = (pattern, item.path)
        if key not in self.alone:
            self.alone[key] = Alone(item, self.rubric, places, where, flags=self.flags)
        return self.alone[key]

    # -- the whole -------------------------------------------------------------------------------------

    def _joined(self, found: list[pl.DataFrame], height: int) -> pl.DataFrame:
        """The outcomes of all rows in their order; those of no part are unsure."""
        if len(found) == 1 and ROW not in found[0].columns:
            return found[0]
        base = pl.DataFrame({ROW: pl.int_range(height, dtype=pl.UInt32, eager=True)})
        if not found:
            return self._nothing(height).with_columns(sure=pl.lit(False))
        rows = pl.concat(found)
        return base.join(rows, on=ROW, how="left", maintain_order="left").with_columns(
            pl.col("sure").fill_null(value=False)
        )

    def _nothing(self, height: int) -> pl.DataFrame:
        return pl.DataFrame(
            [pl.Series(n, [], dtype=d).extend_constant(None, height) for n, d in self.schema.items()]
        )


def _without_nulls(scores: Scores) -> Scores:
    """The scores where every row was found to have one."""
    low = _full(scores.low)
    high = low if scores.high is scores.low else _full(scores.high)
    exact = low if scores.exact is scores.low else None if scores.exact is None else _full(scores.exact)
    span = None if scores.span is None else (_full(scores.span[0]), _full(scores.span[1]))
    return replace(scores, low=low, high=high, exact=exact, span=span)


def _full(value: Quotient) -> Quotient:
    return replace(value, over=replace(value.over, nulls=NEVER))


def _columns(plain: Plain) -> dict[str, Column]:
    """Every column of numbers by the name that it has in a frame."""
    return {**plain.facts, **{judged_name(path): column for path, column in plain.judged.items()}}


def _truth(held: pl.Series, name: str) -> Truth:
    return Truth(pl.col(name), 0, Nulls.of(name) if held.null_count() else NEVER)


def _mask(rows: pl.Series, height: int) -> pl.Series:
    return pl.repeat(value=False, n=height, eager=True).scatter(rows, values=True)
