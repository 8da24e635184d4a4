"""TableSource: a table that is read part by part, the same parts in every run."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from engine.batch.part import ROWS, Part
from engine.batch.problems_table import BlankRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.batch.columns import Columns
    from rubric.problems import Problem


class TableUnreadError(Exception):
    """A table that cannot be read on; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message("en"))
        self.problem = problem


class Chunk(NamedTuple):
    """Some rows as they come from a file.

    ``broken`` are those that it keeps from being read, ``blank`` those in which nothing at all stands,
    by their position and in order. See ``Part`` for ``letters``.
    """

    frame: pl.DataFrame
    broken: Mapping[int, tuple[Problem, ...]] = MappingProxyType({})
    blank: Sequence[int] = ()
    letters: bool = True

    def cut(self, start: int, rows: int | None = None) -> Chunk:
        """The rows from ``start`` on, so many of them."""
        end = self.frame.height if rows is None else start + rows
        broken = {at - start: held for at, held in self.broken.items() if start <= at < end}
        blank = [at - start for at in self.blank if start <= at < end]
        return Chunk(self.frame.slice(start, rows), broken, blank, self.letters)


class TableSource:
    """The base of all formats.

    ``names`` are the heads of its columns in their order, ``lists`` those that hold rows of their own,
    ``rows`` their number where it is known, ``notes`` what was found out on opening.
    """

    first = 1

    def __init__(
        self, file: str, names: Sequence[str], *, lists: frozenset[str] = frozenset(), rows: int | None = None
    ) -> None:
        self.file, self.names, self.lists, self.rows = file, tuple(names), lists, rows
        self.notes: list[Problem] = []
        # What the columns are, where they say it themselves.
        self.columns: Columns | None = None
        # How much of the file is read, from 0 to 1, for those who wait.
        self.share = 0.0

    def parts(self, columns: Columns, start: int = 0, rows: int = ROWS) -> Iterator[Part]:
        """The parts from number ``start`` on, each of ``rows`` rows but the last.

        Raises TableUnreadError where the file cannot be read on.
        """
        chunks = self.chunks(columns.used, start * rows)
        made = _even(_close(chunks), rows)
        for number, chunk in enumerate(made, start):
            yield Part(
                number,
                self.first + number * rows,
                chunk.frame,
                columns,
                self.file,
                broken=chunk.broken,
                letters=chunk.letters,
            )

    def is_empty(self) -> bool:
        """Whether it has no row. Raises TableUnreadError."""
        if self.rows is not None:
            return not self.rows
        chunks = _close(self.chunks(self.names[:1], 0))
        return not any(chunk.frame.height for chunk in chunks)

    def chunks(self, names: Sequence[str], skip: int) -> Iterator[Chunk]:
        """The rows behind the first ``skip``, in any pieces, with these columns."""
        raise NotImplementedError


def _even(chunks: Iterator[Chunk], rows: int) -> Iterator[Chunk]:
    """The same rows in pieces of ``rows`` each but the last."""
    held: list[Chunk] = []
    count = 0
    for chunk in chunks:
        held.append(chunk)
        count += chunk.frame.height
        if count >= rows:
            whole = _joined(held)
            for at in range(0, count - rows + 1, rows):
                yield whole.cut(at, rows)
            rest = count % rows
            held, count = ([whole.cut(count - rest)] if rest else []), rest
    if count:
        yield _joined(held)


def _joined(chunks: Sequence[Chunk]) -> Chunk:
    if len(chunks) == 1:
        return chunks[0]
    broken: dict[int, tuple[Problem, ...]] = {}
    before = 0
    for chunk in chunks:
        broken |= {before + at: problems for at, problems in chunk.broken.items()}
        before += chunk.frame.height
    letters = any(chunk.letters for chunk in chunks)
    return Chunk(pl.concat([chunk.frame for chunk in chunks]), broken, letters=letters)


def _close(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The rows up to the last that says something; a blank one between is one that cannot be read."""
    behind: list[Chunk] = []
    for chunk in chunks:
        end = _end(chunk)
        if end:
            yield from behind
            behind = []
            yield _told(chunk.cut(0, end))
        if end < chunk.frame.height:
            behind.append(_told(chunk.cut(end)))


def _end(chunk: Chunk) -> int:
    """How many rows there are up to the last that is not blank."""
    end = chunk.frame.height
    for at in reversed(chunk.blank):
        if at != end - 1:
            break
        end = at
    return end


def _told(chunk: Chunk) -> Chunk:
    if not chunk.blank:
        return chunk
    broken = {**chunk.broken, **dict.fromkeys(chunk.blank, (BlankRow(),))}
    return Chunk(chunk.frame, broken, letters=chunk.letters)


def emptied(frame: pl.DataFrame, broken: Mapping[int, object]) -> pl.DataFrame:
    """The frame with nothing left in the broken rows: nobody knows what their cells are."""
    if not broken or not frame.width:
        return frame
    whole = pl.Series([True]).new_from_index(0, frame.height).scatter([*broken], False)
    return frame.select(pl.when(whole).then(pl.all()))
