"""A score beside the one it would be: only what moves, from and to, with the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from engine.explain import checks, duties, fingerprint, reasons
from engine.explain.words import clauses, listed, points, signed, span
from engine.questions.whatif.words import (
    by,
    difference,
    from_to,
    full_of,
    gone,
    lines_moved,
    score_of,
    setting,
    title,
)
from engine.render.asked import Head, beside, wrapped
from engine.render.layout import Layout
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN, paint
from engine.render.words import FOOT
from rubric.number import show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.questions.whatif.answer import Moved, WhatIf
    from engine.render.spans import Spans
    from engine.scorecard import ItemScore
    from rubric.problems import Language

NARROW: Final = 30
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "title": "假设",
        "if": "假设",
        "nothing": "得分、等级都不变。",
        "grade": "等级",
        "no longer": "不再需要",
        "group": "合计",
        "none": "无",
        "not a sum": "不是各项相加",
        "now": "变为相符",
    },
    "en": {
        "title": "what if",
        "if": "If",
        "nothing": "The score and the grade stay as they are.",
        "grade": "grade",
        "no longer": "no longer due",
        "group": "together",
        "none": "none",
        "not a sum": "not a sum of its items",
        "now": "now holds",
    },
}


def render_whatif(
    found: WhatIf,
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
) -> str:
    """What moves in lines of at most ``width`` cells, the total first."""
    page = _Page(found, language, width, Layout(cell_len, ascii))
    return paint([*page.head(), *page.total(), *page.rows(), *page.foot()], width, colour=colour)


class _Row(Record):
    """A line of the table: an item, or a line of a group's own."""

    name: str
    change: str
    by: str
    why: str
    style: str


class _Page:
    def __init__(self, found: WhatIf, language: Language, width: int, layout: Layout) -> None:
        self.found, self.language, self.width, self.layout = found, language, width, layout
        self.words = _WORDS[language]

    def head(self) -> Iterator[Spans]:
        layout = self.layout
        yield from Head(self.found.before, self.words["title"], self.language, self.width, layout).lines()
        label = layout.left(MARGIN + self.words["if"], layout.measure(MARGIN + self.words["if"]) + 2)
        for number, one in enumerate(self.found.settings):
            head = label if number == 0 else " " * layout.measure(label)
            text = f"{title(one, self.language)}  {from_to(one, self.language)}"
            yield from beside(layout, head, text, self.width)
        yield []

    def total(self) -> Iterator[Spans]:
        a, b = self.found.before.root, self.found.after.root
        if self.found.nothing:
            yield [("   ", PLAIN), (self.layout.clean(f"{_total(a)} / {show(a.points)}"), BOLD)]
            yield []
            yield from wrapped(self.layout, self.words["nothing"], self.width, PLAIN)
            yield []
            return
        text = f"   {_total(a)} → {_total(b)} / {show(b.points)}   "
        line: Spans = [(self.layout.clean(text), BOLD)]
        if a.exact is not None and b.exact is not None:
            style = LOST if b.low < a.low else BOLD
            moved = signed(b.low - a.low) if b.low != a.low else "±0"
            line.append((self.layout.clean(moved) + "   ", style))
        yield from self._together([*line, (self._grade(), BOLD)])
        yield []

    def _together(self, parts: Spans) -> Iterator[Spans]:
        """Parts in one line, or each on its own where they are too wide for it."""
        if self.layout.measure("".join(text for text, _ in parts)) <= self.width:
            yield parts
            return
        for text, style in parts:
            yield from wrapped(self.layout, text.strip(), self.width, style, "   ")

    def _grade(self) -> str:
        a, b = self.found.before.grades, self.found.after.grades
        if not a and not b:
            return ""
        between = " 或 " if self.language == "zh" else " or "
        old, new = (between.join(names) or self.words["none"] for names in (a, b))
        return self.layout.clean(old if a == b else f"{old} → {new}")

    # -- what moved --

    def rows(self) -> Iterator[Spans]:
        moved = self.found.moved
        if moved is None:
            return
        rows = list(self._below(moved, 0)) or [self._row(moved, 0)]
        layout = self.layout
        name = min(max(layout.measure(layout.clean(row.name)) for row in rows), self.width * 2 // 5) + 2
        change = max(layout.measure(layout.clean(row.change)) for row in rows) + 2
        amount = max(layout.measure(layout.clean(row.by)) for row in rows)
        for row in rows:
            yield from self._line(row, name, change, amount)
        yield []

    def _below(self, moved: Moved, depth: int) -> Iterator[_Row]:
        for one in moved.items:
            yield self._row(one, depth)
            yield from self._below(one, depth + 1)
        for line in lines_moved(moved, self.language):
            change = f"{_amount(line.before)} → {_amount(line.after)}"
            yield _Row("  " * depth + line.name, change, by(line.before, line.after), "", DIM)

    def _row(self, moved: Moved, depth: int) -> _Row:
        a, b = moved.before, moved.after
        change = f"{score_of(a)} → {score_of(b)}" if score_of(a) != score_of(b) else score_of(b)
        lost = a is not None and b is not None and b.low < a.low
        style = BOLD if moved.items else LOST if lost else PLAIN
        return _Row(
            "  " * depth + (moved.name or self.words["group"]),
            change,
            difference(moved),
            self._why(moved),
            style,
        )

    def _why(self, moved: Moved) -> str:
        a, b = moved.before, moved.after
        if a is None or b is None:
            said = [gone(moved, self.language)]
        elif moved.items:
            adds = b.combine in (None, "sum", "weighted")
            said = [] if adds else [self.words["not a sum"]]
        else:
            said = reasons(b, self.language)
        if a is not None and b is not None and a.points != b.points:
            full = "满分" if self.language == "zh" else "out of"
            said = [f"{full} {full_of(moved)}", *said]
        if a is not None and b is not None and a.grades != b.grades:
            said = [*said, f"{listed(a.grades, self.language)} → {listed(b.grades, self.language)}"]
        cause = [] if moved.items else [self._cause(moved)]
        return clauses([*cause, *said], self.language)

    def _cause(self, moved: Moved) -> str:
        return listed((setting(one, self.language) for one in moved.causes), self.language)

    def _line(self, row: _Row, name: int, change: int, amount: int) -> Iterator[Spans]:
        layout = self.layout
        names = layout.wrap(layout.clean(row.name.lstrip()), name - 2 - _indent(row.name))
        indent = " " * _indent(row.name)
        text = layout.left(layout.clean(row.change), change)
        head: Spans = [
            (MARGIN + layout.left(indent + names[0], name), row.style if row.style != LOST else PLAIN),
            (text, row.style),
            (layout.right(layout.clean(row.by), amount), row.style),
        ]
        start = 1 + name + change + amount + 2
        room = self.width - start
        more = [indent + part for part in names[1:]]
        if room < NARROW:
            wide = room < -2  # long exact numbers stand below the name
            yield head[:1] if wide else head
            yield from ([(MARGIN + part, row.style)] for part in more)
            if wide:
                told = f"{row.change}   {row.by}"
                yield from wrapped(layout, told, self.width, row.style, MARGIN + indent + "  ")
            if row.why:
                yield from wrapped(layout, row.why, self.width, DIM, MARGIN + indent + "  ")
            return
        parts = layout.wrap(layout.clean(row.why), room) if row.why else [""]
        yield [*head, ("  " + parts[0], PLAIN)]
        for number in range(1, max(len(parts), len(more) + 1)):
            left = more[number - 1] if number <= len(more) else ""
            part = parts[number] if number < len(parts) else ""
            yield [(layout.left(MARGIN + left, start), PLAIN), (part, PLAIN)]

    # -- what else is another --

    def foot(self) -> Iterator[Spans]:
        rows = [*self._due(), *self._checks(), ("basis", fingerprint(self.found.after, self.language), DIM)]
        words = FOOT[self.language]
        cells = max(self.layout.measure(words[key]) for key, *_ in rows) + 2
        before = None
        for key, text, style in rows:
            head = self.layout.left("" if key == before else words[key], cells)
            before = key
            yield from beside(self.layout, head, text, self.width, style)

    def _due(self) -> Iterator[tuple[str, str, str]]:
        old, new = (duties(card, self.language) for card in (self.found.before, self.found.after))
        owed = [
            {(one.path, one.what, one.condition) for one in card.requires}
            for card in (self.found.before, self.found.after)
        ]
        for text, one in zip(new, self.found.after.requires, strict=True):
            if (one.path, one.what, one.condition) not in owed[0]:
                yield "attach", text, PLAIN
        for text, one in zip(old, self.found.before.requires, strict=True):
            if (one.path, one.what, one.condition) not in owed[1]:
                yield (
                    "attach",
                    f"{text}（{self.words['no longer']}）"
                    if self.language == "zh"
                    else f"{text} ({self.words['no longer']})",
                    DIM,
                )

    def _checks(self) -> Iterator[tuple[str, str, str]]:
        turned = {after.name for _, after in self.found.turned}
        said = {view.name: view.said for view in checks(self.found.after, self.language)}
        for name in turned:
            yield "check", f"{name}  {said.get(name, self.words['now'])}", PLAIN


def _indent(name: str) -> int:
    return len(name) - len(name.lstrip(" "))


def _total(root: ItemScore) -> str:
    return span(root.low, root.high, root.places, open_=root.exact is None)


def _amount(value: Any) -> str:
    return points(value, None)
