"""The summary of a whole table in lines: how the totals lie, where points are lost, what is missing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from engine.explain.words import clauses, commas, listed, points, route, true_minus
from engine.render.layout import Layout
from engine.render.spans import BOLD, DIM, LOST, PLAIN, paint
from engine.render.summary_words import WORDS
from rubric.number import fits, round_places, show, show_percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.batch.summary import Bin, Edge, Outlier, Summary
    from engine.render.spans import Spans
    from rubric.model import Rubric
    from rubric.problems import Language

BAR: Final = 40
# An id that is longer is somebody's mistake, and no line for it.
LONGEST: Final = 40


def render_summary(
    summary: Summary,
    rubric: Rubric,
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
) -> str:
    """The summary in lines of at most ``width`` cells."""
    page = _Page(summary, rubric, language, width, Layout(cell_len, ascii))
    return paint(page.lines(), width, colour=colour)


class _Page:
    def __init__(
        self, summary: Summary, rubric: Rubric, language: Language, width: int, layout: Layout
    ) -> None:
        self.summary, self.rubric, self.language = summary, rubric, language
        self.width, self.layout, self.words = width, layout, WORDS[language]
        margins = ("spread", "bins", "grades", "lost", "missing", "edges", "outliers", "twice", "mend", "how")
        self.indent = max(cell_len(self.words[name]) for name in margins) + 3
        self.places = summary.places

    def lines(self) -> Iterator[Spans]:
        title = "  ".join(part for part in (self.rubric.title, self.rubric.version) if part)
        yield from self._wrapped(title, BOLD)
        yield from self._wrapped(self._counts(), PLAIN)
        parts = (
            self._spread(),
            self._bins(),
            self._grades(),
            self._losses(),
            self._missing(),
            self._notes(),
            self._block("how", [self._how()], DIM),
        )
        for part in parts:
            lines = list(part)
            yield from [[], *lines] if lines else []

    def _counts(self) -> str:
        counts = self.summary.counts
        named = (("whole", counts.complete), ("open", counts.open), ("bad", counts.bad))
        said = [self._said(word, n=n) for word, n in named if n]
        if counts.rows == counts.complete:
            said = [self.words["all"]]
        said += [self._said("failed", n=counts.failed)] if counts.failed else []
        colon = "：" if self.language == "zh" else ": "
        return self._said("rows", n=counts.rows) + colon + commas(said, self.language)

    # -- totals and grades --

    def _spread(self) -> Iterator[Spans]:
        spread = self.summary.spread
        if spread is None:
            yield from self._block("spread", [self.words["none"]])
            return
        named = ("least", "lower", "median", "upper", "most")
        ends = {name: self._points(getattr(spread, name)) for name in named}
        if spread.least == spread.most:
            yield from self._block("spread", [self._said("one" if spread.count == 1 else "same", **ends)])
            return
        said = [self._said("numbers", mean=self._short(spread.mean), **ends), self._said("half", **ends)]
        if spread.count < self.summary.counts.rows:
            said[1] = commas((said[1], self._said("of", count=spread.count)), self.language)
        yield from self._block("spread", said)

    def _bins(self) -> Iterator[Spans]:
        bins = self.summary.bins
        if len(bins) < 2:
            return
        most = max(one.count for one in bins)
        heads = [f"{show(one.low)} – {show(one.high)}" for one in bins]
        wide = max(self.layout.measure(head) for head in heads)
        room = max(8, min(BAR, self.width - self.indent - wide - 14))
        yield from self._table(
            "bins", [self._bin(*one, wide, most, room) for one in zip(bins, heads, strict=True)]
        )

    def _bin(self, one: Bin, head: str, wide: int, most: int, room: int) -> Spans:
        solid, _, _ = self.layout.bar(Fraction(one.count), Fraction(one.count), Fraction(most), room)
        if one.count and not solid:  # however few there are, they show
            solid = "#" if self.layout.ascii else "▏"
        head = self.layout.clean(self.layout.right(head, wide))
        return [(head, PLAIN), (f"  {solid} {one.count:,}", PLAIN)] if one.count else [(head, PLAIN)]

    def _grades(self) -> Iterator[Spans]:
        if self.rubric.root.grades is None:
            return
        rows = self.summary.counts.rows
        known = {grade.name for grade in self.rubric.root.grades.grades}
        named = [self._grade(name, count, rows, name in known) for name, count in self.summary.grades]
        rest = rows - sum(count for _, count in self.summary.grades)
        named += [(self.words["ungraded"], f"{rest:,}", _share(rest, rows), "")] if rest else []
        yield from self._table("grades", self._columns(named, DIM))

    def _grade(self, name: str, count: int, rows: int, known: bool) -> tuple[str, str, str, str]:
        """A grade with how many have it; several that are still possible are said to be undecided."""
        shown = name if known else name.replace("/", self.words["or"])
        return shown, f"{count:,}", _share(count, rows), "" if known else self.words["undecided"]

    # -- what was lost, and what is missing --

    def _losses(self) -> Iterator[Spans]:
        rows = [
            (
                route(one.path),
                self._short(one.mean),
                show(one.points),
                f"{one.losing:,}",
                _share(one.losing, one.scored),
            )
            for one in self.summary.losses
        ]
        yield from self._figures("lost", "losing", rows, LOST)

    def _missing(self) -> Iterator[Spans]:
        all_rows = self.summary.counts.rows
        rows = [(name, f"{count:,}", _share(count, all_rows)) for name, count in self.summary.missing]
        yield from self._figures("missing", "lacking", rows, PLAIN)

    def _figures(self, word: str, heads: str, rows: Sequence[tuple[str, ...]], style: str) -> Iterator[Spans]:
        """Names with figures in columns under their heads, the first of which matters most. On a narrow
        page a name that leaves no room for them stands on a line of its own."""
        if not rows:
            return
        titles = ("", *self.words[heads].split("|"))
        wide = [max(cell_len(row[at]) for row in (titles, *rows)) for at in range(len(titles))]
        figures = sum(wide[1:]) + 2 * len(wide[1:])
        beside = min(wide[0], max(8, self.width - self.indent - figures))
        lines: list[Spans] = []
        for row in (titles, *rows):
            cells = [self.layout.right(text, room) for text, room in zip(row[1:], wide[1:], strict=True)]
            *above, last = self.layout.wrap(self.layout.clean(row[0]), beside)
            lines += [[(part, PLAIN)] for part in above]
            first, rest = f"  {cells[0]}", "".join(f"  {cell}" for cell in cells[1:])
            how = (DIM, DIM) if row is titles else (style, PLAIN)
            lines.append([(self.layout.left(last, beside), PLAIN), (first, how[0]), (rest, how[1])])
        yield from self._table(word, lines)

    # -- what deserves a look --

    def _notes(self) -> Iterator[Spans]:
        yield from self._block(
            "edges", [self._edge(one) for one in self.summary.edges if one.on or one.below]
        )
        if self.summary.far:
            named = self._listed([self._outlier(one) for one in self.summary.outliers], self.summary.far)
            yield from self._block("outliers", [self._said("far", n=self.summary.far, named=named)])
        if self.summary.repeated:
            named = self._listed([self._rows(*one) for one in self.summary.twice], self.summary.repeated)
            yield from self._block("twice", [self._said("repeated", n=self.summary.repeated, named=named)])
        if self.summary.bad:
            one = "rows_named" if len(self.summary.bad) > 1 else self._one("rows_named")
            rows = self._said(one, rows=listed(map(str, self.summary.bad), self.language))
            rest = self.summary.counts.bad - len(self.summary.bad)
            named = rows + (self._said("more", n=rest) if rest > 0 else "")
            yield from self._block("mend", [self._said("mended", named=named)])

    def _edge(self, one: Edge) -> str:
        said = [self._said("below", n=one.below, near=show(one.near))] if one.below else []
        said += [self._said("on", n=one.on)] if one.on else []
        return self._said("edge", grade=one.grade, at=show(one.at), said=commas(said, self.language))

    def _outlier(self, one: Outlier) -> str:
        word = "subject" if one.id != str(one.row) else "unnamed"
        return self._said(word, id=_clipped(one.id), row=str(one.row), total=self._points(one.total))

    def _rows(self, name: str, rows: tuple[int, ...]) -> str:
        return self._said("id_rows", id=_clipped(name), rows=listed(map(str, rows), self.language))

    def _listed(self, named: list[str], count: int) -> str:
        more = count - len(named)
        return listed(named, self.language) + (self._said("more", n=more) if more else "")

    def _how(self) -> str:
        summary = self.summary
        if summary.alone >= summary.counts.rows:
            return clauses((self.words["every"], self.words["equal"]), self.language)
        kinds = [self._said(kind, n=count) for kind, count in sorted(summary.tiers.items(), reverse=True)]
        kinds += [self._said("alone", n=summary.alone)] if summary.alone else []
        return clauses((commas(kinds, self.language), self.words["equal"]), self.language)

    # -- how it is laid out --

    def _one(self, word: str) -> str:
        """The word for one of what it counts, where that is another."""
        return f"{word}_one" if f"{word}_one" in self.words else word

    def _said(self, word: str, **parts: Any) -> str:
        word = self._one(word) if parts.get("n") == 1 else word
        shown = {name: f"{part:,}" if isinstance(part, int) else part for name, part in parts.items()}
        return self.words[word].format(**shown)

    def _points(self, x: Fraction) -> str:
        """A score with its places; what lies between two scores as a mean is."""
        return points(x, self.places) if self.places is None or fits(x, self.places) else self._short(x)

    def _short(self, x: Fraction) -> str:
        """A mean, which seldom has an end: two decimals are enough to read it by."""
        return true_minus(show(round_places(x, 2, "half_up"), 2))

    def _wrapped(self, text: str, style: str) -> Iterator[Spans]:
        for part in self.layout.wrap(self.layout.clean(text), self.width):
            yield [(part, style)]

    def _block(self, word: str, said: list[str], style: str = PLAIN) -> Iterator[Spans]:
        """A word in the margin and sentences beside it."""
        lines: list[Spans] = []
        for text in said:
            wrapped = self.layout.wrap(self.layout.clean(text), self.width - self.indent)
            lines += [[(part, style)] for part in wrapped]
        yield from self._table(word, lines)

    def _table(self, word: str, lines: list[Spans]) -> Iterator[Spans]:
        """A word in the margin and lines beside it that are laid out already."""
        head = self.layout.left(self.words[word], self.indent)
        for line in lines:
            yield [(head, PLAIN), *line]
            head = " " * self.indent

    def _columns(self, rows: list[tuple[str, str, str, str]], style: str) -> list[Spans]:
        name, count, share, _ = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        return [
            [
                (self.layout.clean(self.layout.left(a, name)), PLAIN),
                (f"  {self.layout.right(b, count)}  {self.layout.right(c, share)}", PLAIN),
                (f"  {d}" if d else "", style),
            ]
            for a, b, c, d in rows
        ]


def _clipped(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[:LONGEST]}…"


def _share(part: int, whole: int) -> str:
    return show_percent(round_places(Fraction(part, max(whole, 1)), 3, "half_up"), 1)
