"""One lever's values in pieces: between its cut points each item that it reaches moves one way, exactly."""

from __future__ import annotations

import ast
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.questions.cuts import cuts_of
from engine.questions.leaf import leaves_of
from engine.world import Context
from rubric.formula.check import called
from rubric.record import Record
from rubric.rules.judgement import JUDGED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.questions.target.lever import Lever
    from engine.questions.target.trial import Trials
    from engine.score import _Scoring
    from engine.scorecard import Known
    from rubric.model import Item

STAIRS: Final = frozenset(("floor", "ceil", "round", "round_to"))


class Pieces(Record):
    """Where a lever's values part, and the items that move one way between two neighbouring parts."""

    cuts: tuple[Fraction, ...]
    smooth: frozenset[str]


class Stretch(Record):
    """Some values of a lever, counted in its grid, from the near end to the far one; None for no end."""

    near: int
    far: int | None


def pieces_of(lever: Lever, state: Mapping[Lever, Known], trials: Trials) -> Pieces:
    """The pieces of a lever with some others moved; its own value among ``state`` is where it stands."""
    own = trials.own(lever)
    # What nothing reads together with it does not move its cuts.
    near = {one: value for one, value in state.items() if one == lever or own & trials.own(one)}
    key = lever, frozenset(near.items())
    if key not in trials.pieces:
        trials.pieces[key] = _pieces(lever, near, trials)
    return trials.pieces[key]


def _pieces(lever: Lever, state: Mapping[Lever, Known], trials: Trials) -> Pieces:
    held = {one: one.at(value) for one, value in state.items()}
    scoring = trials.scoring({lever: lever.given, **held}, trials.base)
    value = state.get(lever, lever.value)
    assert isinstance(value, Fraction)  # only numbers have pieces
    cuts: set[Fraction] = set()
    smooth: set[str] = set()
    for path, tree, context in _trees(lever, scoring, trials):
        found = cuts_of(tree, _name(lever), value, _evaluator(context), _inside(context))
        cuts.update(found.at)
        if found.whole and path and not _has_stairs(tree, context):
            smooth.add(path)
    settled = True
    for item in _conditional(lever, scoring, trials):
        context = Context(scoring.world, item.points)
        assert item.applies is not None  # only those with a condition come here
        found = cuts_of(item.applies.when, _name(lever), value, _evaluator(context), _inside(context))
        cuts.update(found.at)
        settled = settled and found.whole and not _has_stairs(item.applies.when, context)
    return Pieces(tuple(sorted(cuts)), frozenset(smooth) if settled else frozenset())


def _name(lever: Lever) -> str:
    return JUDGED if lever.named.kind == "judgement" else lever.named.name


def _trees(lever: Lever, scoring: _Scoring, trials: Trials) -> Iterator[tuple[str, ast.expr, Context]]:
    """The expressions that read a lever, each with the names that it sees and the path of its leaf, '' for
    a group or a row of a table."""
    world = scoring.world
    own = trials.own(lever)
    paths = {path for path in world.paths if path in own}
    tables = [path for path in paths if world.paths[path].each is not None]
    rows = {row.path for path in tables for row in scoring.item(path).items}
    for leaf in leaves_of(scoring, (paths - {*tables}) | rows):
        if leaf.row is None:
            yield "" if leaf.item.is_group else leaf.item.path, leaf.worth.expr, leaf.context
        elif lever.named.row in (None, leaf.row):
            yield "", leaf.worth.expr, leaf.context


def _conditional(lever: Lever, scoring: _Scoring, trials: Trials) -> Iterator[Item]:
    """The items with a condition, where a lever may decide whether they apply."""
    if trials.touched((lever,)) is None:
        yield from (item for item in scoring.world.paths.values() if item.applies is not None)


def _evaluator(context: Context) -> Any:
    def evaluate(tree: ast.expr) -> Known:
        return context.world.evaluator.value(tree, context.exact)

    return evaluate


def _inside(context: Context) -> Any:
    def inside(name: str) -> ast.expr | None:
        value = None if name in context.columns else context.world.rubric.values.get(name)
        return None if value is None else value.lowered.expr

    return inside


def _has_stairs(tree: ast.expr, context: Context) -> bool:
    """Whether anything in an expression or in the values that it reads counts steps or rounds."""
    waiting, opened = [tree], set[str]()
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, ast.Call) and called(node) in STAIRS:
                return True
            name = node.id if isinstance(node, ast.Name) else ""
            if name in context.world.rubric.values and name not in opened:
                opened.add(name)
                waiting.append(context.world.rubric.values[name].lowered.expr)
    return False


def stretches(lever: Lever, pieces: Pieces, *, up: bool) -> Iterator[Stretch]:
    """A lever's values on one side of its present one, nearest first; no cut lies strictly inside one.

    A value that is a cut is a stretch of its own.
    """
    assert isinstance(lever.value, Fraction)  # only numbers have sides
    sign = 1 if up else -1
    here = lever.value / lever.grid * sign
    least, most = lever.steps
    end = most if up else None if least is None else -least
    start = math.floor(here) + 1
    for cut in sorted(cut / lever.grid * sign for cut in pieces.cuts):
        before, behind = math.ceil(cut) - 1, math.floor(cut) + 1
        if end is not None:
            before = min(before, end)
        if before >= start:
            yield Stretch(sign * start, sign * before)
        if behind - before == 2 and start <= before + 1 and (end is None or before + 1 <= end):
            yield Stretch(sign * (before + 1), sign * (before + 1))
        start = max(start, behind)
    if end is None or start <= end:
        yield Stretch(sign * start, None if end is None else sign * end)
