"""One scorecard, or one item of it, laid out for a width and a language: its head and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.explain import assumption
from engine.explain.words import route, span
from engine.render.rows import rows_of
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN
from engine.render.words import COLUMNS, STATUS, subject
from rubric.number import fits, show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from engine.render.layout import Layout
    from engine.render.rows import Row
    from engine.render.spans import Spans
    from engine.scorecard import ItemScore, Scorecard
    from rubric.problems import Language

NARROWEST_REASON: Final = 18
WIDEST_BAR: Final = 72


class Columns(Record):
    """The widths of the table, and the places that its numbers share."""

    name: int
    full: int
    got: int
    bar: int
    full_places: int | None
    got_places: int | None


class Page(Record):
    """What is shown, and how wide."""

    card: Scorecard
    root: ItemScore
    language: Language
    width: int
    layout: Layout

    def wrapped(self, text: str, style: str) -> list[Spans]:
        """A text on as many lines as it takes."""
        return [[(part, style)] for part in self.layout.wrap(self.layout.clean(text), self.width)]

    def bar(self, item: ItemScore, cells: int) -> Spans:
        """An item's share of its points; what a bonus did not earn is not lost."""
        sure, open_, rest = self.layout.bar(item.low, item.high, item.points, cells)
        lost = item.high < item.points and not item.bonus
        return [(sure, PLAIN), (open_, PLAIN), (rest, LOST if lost else DIM)]

    # -- head --------------------------------------------------------------------------------------

    def header(self) -> list[Spans]:
        """What was scored by what, and the total large enough to find at once."""
        card = self.card
        status = STATUS[self.language].get(card.status or "", "")
        title = "  ".join(part for part in (card.title, card.version, status) if part)
        about = subject(card.subject, card.period, self.language)
        return [
            *self.wrapped(title, BOLD),
            *(self.wrapped(about, DIM) if about else []),
            *self.assumption(),
            *(self.wrapped(route(self.root.path), BOLD) if self.root.path else []),
            [],
            *self._total(),
            [],
        ]

    def assumption(self) -> list[Spans]:
        """That this is no score, where something was assumed."""
        said = assumption(self.card, self.language)
        return self.wrapped(said, LOST) if said else []

    def _total(self) -> list[Spans]:
        root = self.root
        said = span(root.low, root.high, root.places, open_=root.exact is None)
        head = self.layout.clean(f"   {said} / {show(root.points)}   ")
        grades = self.card.grades if not root.path else root.grades
        grade = ""
        if grades:
            between = " 或 " if self.language == "zh" else " or "
            grade = self.layout.clean(between.join(grades)) + "   "
        cells = self.width - self.layout.measure(head + grade)
        line: Spans = [(head, BOLD), (grade, BOLD)]
        if cells >= 10:
            return [line + self.bar(root, min(cells, WIDEST_BAR))]
        if cells < 0:
            line = [(head, BOLD)]
            names = [[("   ", PLAIN), *part] for part in self._narrow(grade)]
            return [line, *names, [("   ", PLAIN), *self.bar(root, max(self.width - 3, 1))]]
        return [line, [("   ", PLAIN), *self.bar(root, max(self.width - 3, 1))]]

    def _narrow(self, grade: str) -> list[Spans]:
        return [[(part, BOLD)] for part in self.layout.wrap(grade, self.width - 3)]

    # -- table -------------------------------------------------------------------------------------

    def table(self, depth: int | None, *, lost: bool) -> list[Spans]:
        """One line an item, indented by depth, with its points, a bar and the reason."""
        rows = rows_of(self.root, self.language, depth, lost=lost)
        if not rows:
            return []
        columns = self._columns(rows)
        full, got = COLUMNS[self.language]
        head = " " * columns.name + self.layout.right(full, columns.full)
        head += "  " + self.layout.right(got, columns.got)
        return [[(MARGIN + head, DIM)], *(line for row in rows for line in self._row(row, columns)), []]

    def _columns(self, rows: list[Row]) -> Columns:
        measure = self.layout.measure
        full_places = _shared(row.item.points for row in rows if row.item is not None)
        got_places = _shared(x for row in rows for x in row.numbers())
        words = COLUMNS[self.language]
        name = max(2 * row.depth + measure(self.layout.clean(row.name)) for row in rows)
        full = max(measure(words[0]), *(measure(self.layout.clean(row.full(full_places))) for row in rows))
        got = max(measure(words[1]), *(measure(self.layout.clean(row.got(got_places))) for row in rows))
        bar = 10 if self.width >= 100 else 5
        # The least of a name is four characters; a page too narrow for that and a bar has no bars.
        room = self.width - full - got - 9
        if room < bar + 10:
            bar = 0
        return Columns(
            name=max(min(name, self.width * 2 // 5, room - bar), 8) + 2,
            full=full,
            got=got,
            bar=bar,
            full_places=full_places,
            got_places=got_places,
        )

    def _row(self, row: Row, columns: Columns) -> list[Spans]:
        layout, indent = self.layout, "  " * row.depth
        style = {"group": BOLD, "total": BOLD, "leaf": PLAIN, "line": DIM}[row.kind]
        names = layout.wrap(layout.clean(row.name), columns.name - 2 - len(indent))
        full = layout.clean(row.full(columns.full_places))
        got = layout.clean(row.got(columns.got_places))
        line: Spans = [
            (MARGIN + layout.left(indent + names[0], columns.name), style),
            (layout.right(full, columns.full) + "  ", style),
            (layout.right(got, columns.got) + "  ", LOST if row.lost else style),
        ]
        line += self.bar(row.item, columns.bar) if row.item is not None else [(" " * columns.bar, PLAIN)]
        start = columns.name + columns.full + columns.got + columns.bar + 6
        more = [indent + name for name in names[1:]]
        return self._reasoned(line, layout.clean(row.reason), more, start, style, row, len(indent))

    def _reasoned(
        self, line: Spans, reason: str, more: list[str], start: int, style: str, row: Row, indent: int
    ) -> list[Spans]:
        """The line with its reason beside it, or under it where there is no room."""
        layout, room = self.layout, self.width - start - 1
        told = PLAIN if row.lost else DIM
        if room < NARROWEST_REASON:
            under = layout.wrap(reason, max(self.width - indent - 3, 8)) if reason else []
            names: list[Spans] = [[(MARGIN + name, style)] for name in more]
            return [line, *names, *([(MARGIN + " " * indent + "  " + part, DIM)] for part in under)]
        parts = layout.wrap(reason, room) if reason else []
        if parts:
            line = [*line, ("  " + parts[0], told)]
        lines = [line]
        for number in range(1, max(len(parts), len(more) + 1)):
            name = more[number - 1] if number <= len(more) else ""
            part = parts[number] if number < len(parts) else ""
            padding = MARGIN + layout.left(name, start) if part else MARGIN + name
            lines.append([(padding, style), (part, told)])
        return lines


def _shared(values: Iterable[Fraction]) -> int | None:
    """The fewest places that write every number of a column, None where no few do."""
    column = list(values)
    return next((places for places in range(7) if all(fits(x, places) for x in column)), None)
