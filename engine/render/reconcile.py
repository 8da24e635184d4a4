"""The reviewer's sheet for a reader: a row an item, then what was found, then every column as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from engine.explain.words import points
from engine.questions.reconcile.finding_words import findings_told
from engine.questions.reconcile.words import number, party, tally_words, verdict_words
from engine.render.layout import Layout
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN, paint
from engine.render.words import STATUS, subject
from rubric.number import show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.questions.reconcile.answer import Reconciled, Reconciliation
    from engine.render.spans import Spans
    from rubric.problems import Language

NARROWEST: Final = 26
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "title": "与所报核对",
        "full": "满分",
        "engine": "引擎",
        "total": "总分",
        "all": "逐项相符，没有发现问题。",
        "found": "发现 {count} 处",
        "none": "没有别的发现",
        "unread": "没有读的列：{names}",
        "grade": "等级 {given}，引擎 {due}",
        "basis": "依据  评分表 {rubric}  事实 {facts}  所报 {sheet}",
    },
    "en": {
        "title": "against the reported scores",
        "full": "points",
        "engine": "engine",
        "total": "total",
        "all": "Every score agrees, and nothing was found.",
        "found": "Found {count}",
        "none": "Nothing else was found",
        "unread": "Columns that were not read: {names}",
        "grade": "grade {given}, engine {due}",
        "basis": "Based on  rubric {rubric}  facts {facts}  reported {sheet}",
    },
}


def render_reconcile(
    found: Reconciliation,
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
) -> str:
    """Every row with its verdict in lines of at most ``width`` cells, then the findings and the summary."""
    page = _Page(found, language, width, Layout(cell_len, ascii))
    lines = [*page.head(), *page.table(), *page.findings(), *page.summary(), *page.foot()]
    return paint(lines, width, colour=colour)


class _Widths(Record):
    """The widths of the columns in cells: the names, the points, each column of scores."""

    name: int
    full: int
    scores: tuple[int, ...]

    @property
    def start(self) -> int:
        """Where the verdict begins."""
        return 1 + self.name + self.full + 2 + sum(width + 2 for width in self.scores)


class _Page:
    def __init__(self, found: Reconciliation, language: Language, width: int, layout: Layout) -> None:
        self.found, self.language, self.width, self.layout = found, language, width, layout
        self.words = _WORDS[language]

    def head(self) -> Iterator[Spans]:
        card = self.found.card
        status = STATUS[self.language].get(card.status or "", "")
        title = (card.title, card.version, status, self.words["title"])
        yield from self._wrapped("  ".join(part for part in title if part), BOLD)
        who = subject(card.subject, card.period, self.language)
        yield from self._wrapped(who, DIM) if who else ()
        yield []

    # -- the table

    def table(self) -> Iterator[Spans]:
        rows = [(row, self._cells(row)) for row in self.found.rows]
        heads = (
            "",
            self.words["full"],
            *(party(column, self.language) for column in self.found.reported.columns),
            self.words["engine"],
        )
        widths = self._widths([heads, *(cells for _, cells in rows)])
        yield [(self._line(heads, widths), DIM)]
        for row, cells in rows:
            yield from self._row(row, cells, widths)
        yield []

    def _cells(self, row: Reconciled) -> tuple[str, ...]:
        """The name, the points, the score of each column and the engine's."""
        item = row.item
        name = "  " * row.depth + item.name if item.path else self.words["total"]
        given = row.row.scores if row.row is not None else {}
        low, high = points(item.low, item.places), points(item.high, item.places)
        scores = (given.get(column) for column in self.found.reported.columns)
        return (
            name,
            show(item.points),
            *("" if one is None else number(one.value, one.places) or one.text for one in scores),
            low if item.exact is not None else f"{low} – {high}",
        )

    def _widths(self, rows: list[tuple[str, ...]]) -> _Widths:
        columns = [
            [self.layout.measure(self.layout.clean(cell)) for cell in row] for row in zip(*rows, strict=True)
        ]
        name, full, *scores = (max(column) for column in columns)
        return _Widths(min(name, self.width * 2 // 5) + 2, full, tuple(scores))

    def _line(self, cells: tuple[str, ...], widths: _Widths) -> str:
        layout = self.layout
        name, full, *scores = (layout.clean(cell) for cell in cells)
        text = MARGIN + layout.left(name, widths.name) + layout.right(full, widths.full) + "  "
        return text + "".join(
            layout.right(cell, width) + "  " for cell, width in zip(scores, widths.scores, strict=True)
        )

    def _row(self, row: Reconciled, cells: tuple[str, ...], widths: _Widths) -> Iterator[Spans]:
        """A row with its verdicts beside it, or below it where they would be too narrow."""
        layout, style, mark = self.layout, BOLD if row.item.items else PLAIN, self._style(row)
        indent = "  " * row.depth
        names = layout.wrap(layout.clean(cells[0].strip()), widths.name - 2 - len(indent))
        said = [layout.clean(text) for text in verdict_words(row, self.language)]
        room = self.width - widths.start
        line = self._line((indent + names[0], *cells[1:]), widths)
        more = [indent + name for name in names[1:]]
        short = len(said) == 1 and layout.measure(said[0]) <= room
        if room < NARROWEST and not short:
            yield [(line, style)]
            yield from ([(MARGIN + name, style)] for name in more)
            for text in said:
                parts = layout.wrap(text, self.width - len(indent) - 4)
                yield from ([(MARGIN + indent + "  " + part, mark)] for part in parts)
            return
        parts = [part for text in said for part in layout.wrap(text, room)] or [""]
        yield [(line, style), (parts[0], mark)]
        for at in range(1, max(len(parts), len(more) + 1)):
            name, part = (some[n] if n < len(some) else "" for some, n in ((more, at - 1), (parts, at)))
            yield [(layout.left(MARGIN + name, widths.start) if part else MARGIN + name, style), (part, mark)]

    def _style(self, row: Reconciled) -> str:
        kinds = {verdict.kind for verdict in row.verdicts.values()}
        if "differs" in kinds:
            return LOST
        return DIM if kinds <= {"agrees", "parts"} else BOLD

    # -- below it

    def findings(self) -> Iterator[Spans]:
        told = findings_told(self.found.findings, self.language)
        if not told:
            if self.found.agreed:
                yield from self._wrapped(self.words["all"], BOLD)
                yield []
            return
        yield from self._wrapped(self.words["found"].format(count=len(self.found.findings)), BOLD)
        cells = max(self.layout.measure(one.label) for one in told) + 2
        for one in told:
            yield from self._labelled(one.label, one.sentence, cells)
        yield []

    def summary(self) -> Iterator[Spans]:
        told = [
            (party(tally.column, self.language), line)
            for tally in self.found.tallies
            for line in [*tally_words(tally, self.found, self.language), *self._grade(tally.grade)]
        ]
        cells = max((self.layout.measure(label) for label, _ in told), default=0) + 2
        before = None
        for label, line in told:
            yield from self._labelled("" if label == before else label, line, cells)
            before = label
        yield []

    def _grade(self, given: str) -> list[str]:
        due = (" 或 " if self.language == "zh" else " or ").join(self.found.card.grades)
        return [self.words["grade"].format(given=given, due=due)] if given and due else []

    def _labelled(self, label: str, text: str, cells: int) -> Iterator[Spans]:
        parts = self.layout.wrap(self.layout.clean(text), self.width - cells - 1)
        yield [(MARGIN + self.layout.left(self.layout.clean(label), cells), DIM), (parts[0], PLAIN)]
        yield from ([(MARGIN + " " * cells + part, PLAIN)] for part in parts[1:])

    def foot(self) -> Iterator[Spans]:
        if self.found.reported.unread:
            names = ("、" if self.language == "zh" else ", ").join(self.found.reported.unread)
            yield from self._wrapped(self.words["unread"].format(names=names), DIM)
        card = self.found.card
        basis = self.words["basis"].format(
            rubric=card.rubric_sha256[:8], facts=card.facts_sha256[:8], sheet=self.found.reported.source.name
        )
        yield from self._wrapped(basis, DIM)

    def _wrapped(self, text: str, style: str) -> Iterator[Spans]:
        yield from ([(part, style)] for part in self.layout.wrap(self.layout.clean(text), self.width))
