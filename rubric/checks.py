"""The checks of a rubric as they are read: the condition, the tolerance, the figure to be solved for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from rubric.formula import NUMBER, YES_NO, Layered, Scope, names_of
from rubric.keywords import canonical_word
from rubric.model import Check, Solve
from rubric.number import read_number
from rubric.range import Range
from rubric.rules.problems.figures import (
    NothingCompared,
    NotOneEquation,
    ToleranceUnread,
    UnknownAbsent,
    UnknownTaken,
)
from rubric.scope import name_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.formula import Bound
    from rubric.place import Text
    from rubric.problems import Problem
    from rubric.rules.reader import Reader
    from rubric.scope import Book
    from rubric.shape import CheckShape, SolveShape


def read_checks(
    shapes: Mapping[Text, CheckShape | None], book: Book, problems: list[Problem]
) -> Iterator[Check]:
    """Every check that could be read; ``problems`` receives what is wrong with any of them."""
    for name, shape in shapes.items():
        if shape is None:
            continue
        reader = _reader(shape, book)
        tree = reader.formula(shape.that, YES_NO)
        read = not reader.problems
        tolerance = _tolerance(shape, tree, reader, read=read)
        solve = _solve(shape, tree, reader, book, read=read)
        problems += reader.problems
        yield Check(
            str(name),
            tree,
            str(shape.that),
            tolerance,
            shape.severity,  # type: ignore[arg-type]  # one of the words that the shape admits
            shape.because,
            name.place,
            solve,
        )


def _tolerance(shape: CheckShape, tree: ast.expr, reader: Reader, *, read: bool) -> Any:
    if shape.tolerance is None:
        return "exact"
    word = canonical_word(shape.tolerance)
    written = read_number(shape.tolerance)
    place, found = shape.tolerance.place, str(shape.tolerance)
    if word not in ("exact", "last_digit") and (written is None or written.value < 0):
        reader.problems.append(ToleranceUnread(place=place, found=found))
        return "exact"
    if read and len(getattr(tree, "ops", ())) != 1:
        reader.problems.append(NothingCompared(place=place, found=found))
        return "exact"
    return word if written is None else written.value


def _reader(shape: CheckShape, book: Book) -> Reader:
    """What reads the condition of a check: a name that it alone solves for is any number there."""
    reader = book.reader("", None)
    name = _own_name(shape, book)
    if name is None:
        return reader
    known = reader.bound

    def bound(asked: str) -> Bound:
        return Range.whole() if asked == name else known(asked)

    reader.scope = Scope(Layered({name: NUMBER}, book.scope.names), book.items, book.scope.tables)
    reader.bound = bound
    return reader


def _own_name(shape: CheckShape, book: Book) -> str | None:
    """The unknown where nothing else in the rubric goes by its name."""
    name = shape.solve.unknown if shape.solve is not None else None
    return None if name is None or name in book.facts or name in book.shapes else str(name)


def _solve(shape: CheckShape, tree: ast.expr, reader: Reader, book: Book, *, read: bool) -> Solve | None:
    if shape.solve is None:
        return None
    reader.problems += _problems(shape.solve, book)
    if read:
        reader.problems += _misplaced(shape, shape.solve, tree, book)
    return Solve(str(shape.solve.unknown), shape.solve.integer)


def _problems(solve: SolveShape, book: Book) -> Iterator[Problem]:
    name = solve.unknown
    fact = book.facts.get(name)
    if name in book.shapes or (fact is not None and fact.type not in ("number", "integer")):
        yield UnknownTaken(place=name.place, name=name)
    elif fact is None:
        yield from name_problems(name)


def _misplaced(shape: CheckShape, solve: SolveShape, tree: ast.expr, book: Book) -> Iterator[Problem]:
    if not isinstance(tree, ast.Compare) or [type(op) for op in tree.ops] != [ast.Eq]:
        yield NotOneEquation(place=shape.that.place, found=str(shape.that))
    elif solve.unknown not in _reached(tree, book) and not book.doubtful(solve.unknown):
        yield UnknownAbsent(place=solve.unknown.place, name=solve.unknown)


def _reached(tree: ast.expr, book: Book) -> set[str]:
    """The names that a condition reads, through values too."""
    seen: set[str] = set()
    waiting = [tree]
    while waiting:
        for name in names_of(waiting.pop()):
            if name not in seen and name in book.values:
                waiting.append(book.values[name].lowered.expr)
            seen.add(name)
    return seen
