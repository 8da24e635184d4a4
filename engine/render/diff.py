"""Why one score is another, for a reader: the causes with a running sum that ends at the new total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from engine.explain.words import span, true_minus
from engine.questions.diff.parts import NOTHING
from engine.questions.diff.shapley import MOST_EXACT, added
from engine.questions.diff.words import cause_words, change_words, says_words
from engine.render.diff_terms import WORDS, part_words, titles
from engine.render.layout import Layout
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN, paint
from engine.render.words import STATUS, subject
from rubric.number import fits, fixed, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from engine.questions.diff.answer import Cause, Difference, Part
    from engine.questions.diff.shapley import Ends
    from engine.render.spans import Spans
    from engine.scorecard import Scorecard
    from rubric.problems import Language

# Decimals that a whole page may share; longer numbers are shown each as it can be.
MOST_PLACES: Final = 4
# The cells that a cause or an item has before it goes on below.
WIDEST: Final = 76


def render_diff(
    found: Difference,
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
) -> str:
    """The difference in lines of at most ``width`` cells."""
    page = _Page(found, language, width, Layout(cell_len, ascii))
    lines = [*page.head(), *page.causes(), *page.items(), *page.idle(), *page.notes(), *page.foot()]
    return paint(lines, width, colour=colour)


class _Page:
    def __init__(self, found: Difference, language: Language, width: int, layout: Layout) -> None:
        self.found, self.language, self.width, self.layout = found, language, width, layout
        self.words = WORDS[language]
        cards = found.cards
        self.open = any(card.root.exact is None for card in cards)
        amounts = [cause.amount for cause in found.causes]
        self.open = self.open or any(low != high for low, high in amounts)
        parts = [ends for part in found.parts if part.change != NOTHING for ends in (part.before, part.after)]
        shown = [x for ends in (*amounts, *parts, found.before, found.after) for x in ends]
        self.places = next((n for n in range(MOST_PLACES + 1) if all(fits(x, n) for x in shown)), None)

    # -- head

    def head(self) -> Iterator[Spans]:
        one, other = self.found.cards
        title = titles(self._title(one), self._title(other))
        yield from self._wrapped(f"{title}  {self.words['title']}", BOLD)
        whos = [subject(card.subject, card.period, self.language) for card in (one, other)]
        same = whos[0] == whos[1]
        if same and whos[0]:
            yield from self._wrapped(whos[0], DIM)
        yield []
        labels = [self.layout.clean(self.words[word]) for word in ("from", "to")]
        cells = max(map(self.layout.measure, labels))
        for label, card, who in zip(labels, (one, other), whos, strict=True):
            grades = self._grades(card)
            parts = [self.layout.left(label, cells), self._total(card), grades, "" if same else who]
            yield from self._wrapped("  ".join(part for part in parts if part), BOLD, "   ")
        yield []

    def _title(self, card: Scorecard) -> tuple[str, ...]:
        return card.title, card.version or "", STATUS[self.language].get(card.status or "", "")

    def _total(self, card: Scorecard) -> str:
        root = card.root
        said = span(root.low, root.high, root.places, open_=root.exact is None)
        return f"{said} / {show(root.points)}"

    def _grades(self, card: Scorecard) -> str:
        return (" 或 " if self.language == "zh" else " or ").join(card.grades)

    # -- causes

    def causes(self) -> Iterator[Spans]:
        found, words = self.found, self.words
        if not found.causes:
            yield from self._wrapped(words["none"], PLAIN)
            yield []
            return
        running, rows = found.before, []
        for cause in found.causes:
            running = added(running, cause.amount)
            rows.append((cause, self._amount(cause.amount), self._ends(running)))
        columns = (
            self._widest(words["amount"], *(row[1] for row in rows)),
            self._widest(words["running"], *(row[2] for row in rows), self._ends(found.before)),
        )
        yield self._row(words["cause"], words["amount"], words["running"], columns, DIM)[0]
        yield from self._row(words["from"], "", self._ends(found.before), columns, BOLD)
        for cause, amount, total in rows:
            yield from self._cause(cause, amount, total, columns)
        yield from self._row(words["to"], self._amount(found.change), self._ends(found.after), columns, BOLD)
        yield []

    def _cause(self, cause: Cause, amount: str, total: str, columns: tuple[int, int]) -> Iterator[Spans]:
        style = LOST if max(cause.amount) < 0 else PLAIN
        said, where = (
            cause_words(cause, self.language),
            [part_words(s.part, self.language) for s in cause.shares],
        )
        if cause.kind in ("rule", "added", "removed", "rounding", "untold"):
            changes = [change_words(change, self.language) for change in cause.changes]
            more = "；" if self.language == "zh" else "; "
            said, where = where[0], [said + (f"（{more.join(changes)}）" if changes else ""), *where[1:]]
            if cause.kind == "rounding":
                where = []
        yield from self._row(said, amount, total, columns, PLAIN, style)
        many = len(cause.shares) > 1
        for number, text in enumerate(where):
            share = f"  {self._amount(cause.shares[number].amount)}" if many else ""
            yield from self._wrapped(text + share, DIM, MARGIN + "  ")
        yield from self._meant(cause)

    def _meant(self, cause: Cause) -> Iterator[Spans]:
        """What the rubrics say otherwise of an item whose rule changed."""
        meaning = self.found.meaning
        if meaning is None or cause.kind != "rule":
            return
        for line in says_words(meaning.of(cause.shares[0].part.key[:2]), self.language):
            yield from self._wrapped(line, DIM, MARGIN + "    ")

    def _row(
        self, text: str, amount: str, total: str, columns: tuple[int, int], style: str, tone: str = ""
    ) -> list[Spans]:
        """A line with two numbers at its right; a text that is too long goes on below."""
        layout = self.layout
        # A number far from its name is not read with it.
        room = min(self.width - sum(columns) - 5, WIDEST)
        lines = layout.wrap(layout.clean(text), room)
        first: Spans = [
            (MARGIN + layout.left(lines[0], room), style),
            (layout.right(layout.clean(amount), columns[0] + 2), tone or style),
            (layout.right(layout.clean(total), columns[1] + 2), style),
        ]
        return [first, *([(MARGIN + "  " + line, style)] for line in lines[1:])]

    # -- items, idle changes, notes

    def items(self) -> Iterator[Spans]:
        moved = [part for part in self.found.parts if part.change != NOTHING]
        if not moved:
            return
        yield from self._wrapped(self.words["items"], BOLD)
        turned = [f"{self._ends(part.before)} → {self._ends(part.after)}" for part in moved]
        amounts = [self._amount(part.change) for part in moved]
        columns = (self._widest(*turned), self._widest(*amounts))
        for part, was, amount in zip(moved, turned, amounts, strict=True):
            yield from self._row(part_words(part, self.language), was, amount, columns, PLAIN)
        yield []

    def idle(self) -> Iterator[Spans]:
        if not self.found.idle:
            return
        yield from self._wrapped(self.words["idle"], BOLD)
        for change in self.found.idle:
            yield from self._wrapped(change_words(change, self.language), DIM, MARGIN)
        yield []

    def notes(self) -> Iterator[Spans]:
        told = [*self._told()]
        for note in told:
            yield from self._wrapped(note, DIM)
        if told:
            yield []

    def _told(self) -> Iterator[str]:
        if self.open:
            yield self.words["open"]
        if not self.found.told:
            yield self.words["cards"]
            return
        met = self._met()
        if any(part.method == "exact" for part in met):
            yield self.words["exact"]
        ordered = [part_words(part, self.language) for part in met if part.method == "orders"]
        if ordered:
            comma = "、" if self.language == "zh" else ", "
            yield self.words["orders"].format(names=comma.join(ordered), most=MOST_EXACT)

    def _met(self) -> Sequence[Part]:
        """The parts in which several causes meet."""
        count: dict[object, int] = {}
        for cause in self.found.causes:
            for share in cause.shares:
                count[share.part.key] = count.get(share.part.key, 0) + 1
        return [part for part in self.found.parts if count.get(part.key, 0) > 1]

    def foot(self) -> Iterator[Spans]:
        one, other = self.found.cards
        parts = [self.words["basis"]]
        pairs = (
            ("rubric", one.rubric_sha256, other.rubric_sha256),
            ("facts", one.facts_sha256, other.facts_sha256),
        )
        for word, was, now in pairs:
            shas = was[:8] if was == now else f"{was[:8]} → {now[:8]}"
            parts.append(f"{self.words[word]} {shas}")
        yield from self._wrapped("  ".join(parts), DIM)

    # -- small things

    def _amount(self, amount: Ends) -> str:
        """A change with its sign, at both ends where a score is open."""
        low, high = (self._signed(x) for x in amount)
        return f"{low} / {high}" if self.open else low

    def _signed(self, x: Fraction) -> str:
        shown = self._number(x)
        near = "≈" if shown.startswith("≈") else ""
        return f"{near}+{shown.removeprefix('≈')}" if x > 0 else shown

    def _ends(self, ends: Ends) -> str:
        low, high = (self._number(x) for x in ends)
        return f"{low} / {high}" if self.open else low

    def _number(self, x: Fraction) -> str:
        """A number with the places that all of the page share, where few are enough."""
        return true_minus(show(x) if self.places is None else fixed(x, self.places))

    def _widest(self, *texts: str) -> int:
        return max(self.layout.measure(self.layout.clean(text)) for text in texts)

    def _wrapped(self, text: str, style: str, indent: str = "") -> Iterator[Spans]:
        parts = self.layout.wrap(self.layout.clean(text), self.width - len(indent))
        yield from ([(indent + part, style)] for part in parts)
