"""A scorecard on a terminal: the total first, then where points were lost, then why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from engine.explain import explain_item, find, fingerprint, losses, notices, opens, reasons
from engine.explain.words import points, route, span
from engine.render.layout import Layout
from engine.render.words import COLUMNS, FOOT, LABELS, STATUS, subject
from rubric.number import fits, show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from engine.explain import Explanation, LossView, OpenView
    from engine.scorecard import ItemScore, Scorecard
    from rubric.problems import Language

Spans = list[tuple[str, str]]

LOST: Final = "bold magenta"
BOLD: Final = "bold"
DIM: Final = "dim"
PLAIN: Final = ""
MARGIN: Final = " "
NARROWEST_REASON: Final = 18


def render_text(
    card: Scorecard,
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
    only: str | None = None,
    depth: int | None = None,
    lost: bool = False,
    restore: Mapping[str, str] | None = None,
) -> str:
    """The scorecard in lines of at most ``width`` cells; ends with a line break.

    ``only`` shows one item and what is below it, ``depth`` that many levels of the table,
    ``lost`` only what lost points. Raises LookupError where ``only`` names no item.
    """
    root = _item(card, only)
    page = Page(card, root, language, width, _layout(ascii=ascii))
    lines = [*page.header(), *page.table(depth, lost=lost), *page.lost(restore or {})]
    if not lost:
        lines += page.open()
    return _paint([*lines, *page.foot()], width, colour=colour)


def render_explain(
    card: Scorecard,
    paths: Sequence[str],
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
    restore: Mapping[str, str] | None = None,
) -> str:
    """Some items to the last step. Raises LookupError for a path that names no item."""
    layout = _layout(ascii=ascii)
    lines: list[Spans] = []
    for path in paths:
        item = _item(card, path)
        page = Page(card, item, language, width, layout)
        told = explain_item(item, language, restore=(restore or {}).get(item.path))
        lines += [*([[]] if lines else []), *page.explanation(told)]
    return _paint(lines, width, colour=colour)


def _item(card: Scorecard, path: str | None) -> ItemScore:
    item = card.root if path is None else find(card, path)
    if item is None:
        raise LookupError(path)
    return item


def _layout(*, ascii: bool) -> Layout:  # noqa: A002 - the option's name
    return Layout(cell_len, ascii)


def _paint(lines: Iterable[Spans], width: int, *, colour: bool) -> str:
    if not colour:
        return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)
    # Plain output needs no console, whose import is most of the cost of printing.
    import io  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=True,
        color_system="standard",
        no_color=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        for line in lines:
            text = Text.assemble(*line)
            text.rstrip()
            console.print(text, soft_wrap=True)
    return capture.get()


class Columns(Record):
    """The widths of the table, and the places that its numbers share."""

    name: int
    full: int
    got: int
    bar: int
    full_places: int | None
    got_places: int | None


class Page(Record):
    """One scorecard, or one item of it, laid out for a width and a language."""

    card: Scorecard
    root: ItemScore
    language: Language
    width: int
    layout: Layout

    # -- header ------------------------------------------------------------------------------------

    def header(self) -> list[Spans]:
        """What was scored by what, and the total large enough to find at once."""
        card = self.card
        status = STATUS[self.language].get(card.status or "", "")
        title = "  ".join(part for part in (card.title, card.version, status) if part)
        about = subject(card.subject, card.period, self.language)
        return [
            *self._wrapped(title, BOLD),
            *(self._wrapped(about, DIM) if about else []),
            *(self._wrapped(route(self.root.path), BOLD) if self.root.path else []),
            [],
            *self._total(),
            [],
        ]

    def _total(self) -> list[Spans]:
        root = self.root
        said = span(root.low, root.high, root.places, open_=root.exact is None)
        head = self.layout.clean(f"   {said} / {show(root.points)}   ")
        grade = ""
        if not root.path and self.card.grades:
            between = " 或 " if self.language == "zh" else " or "
            grade = self.layout.clean(between.join(self.card.grades)) + "   "
        cells = self.width - self.layout.measure(head + grade)
        line: Spans = [(head, BOLD), (grade, BOLD)]
        if cells >= 10:
            return [line + self._bar(root, min(cells, 72))]
        return [line, [("   ", PLAIN), *self._bar(root, max(self.width - 3, 1))]]

    def _bar(self, item: ItemScore, cells: int) -> Spans:
        sure, open_, rest = self.layout.bar(item.low, item.high, item.points, cells)
        return [(sure, PLAIN), (open_, PLAIN), (rest, LOST if item.high < item.points else DIM)]

    # -- table -------------------------------------------------------------------------------------

    def table(self, depth: int | None, *, lost: bool) -> list[Spans]:
        """One line an item, indented by depth, with its points, a bar and the reason."""
        top = self.root.items or (self.root,)
        rows = [row for child in top for row in _rows(child, 0, depth, lost=lost)]
        if not rows:
            return []
        columns = self._columns(rows)
        full, got = COLUMNS[self.language]
        head = " " * columns.name + self.layout.right(full, columns.full)
        head += "  " + self.layout.right(got, columns.got)
        return [[(MARGIN + head, DIM)], *(line for row in rows for line in self._row(*row, columns)), []]

    def _columns(self, rows: list[tuple[int, ItemScore]]) -> Columns:
        measure, items = self.layout.measure, [item for _, item in rows]
        full_places = _shared(item.points for item in items)
        got_places = _shared(x for item in items for x in (item.low, item.high))
        words = COLUMNS[self.language]
        name = max(2 * depth + measure(self.layout.clean(item.name)) for depth, item in rows)
        full = max(measure(words[0]), *(len(show(item.points, full_places)) for item in items))
        got = max(measure(words[1]), *(measure(self._got(item, got_places)) for item in items))
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

    def _got(self, item: ItemScore, places: int | None) -> str:
        return self.layout.clean(span(item.low, item.high, places, open_=item.exact is None))

    def _row(self, depth: int, item: ItemScore, columns: Columns) -> list[Spans]:
        layout, indent = self.layout, "  " * depth
        names = layout.wrap(layout.clean(item.name), columns.name - 2 - len(indent))
        group = BOLD if item.items else PLAIN
        lost = item.high < item.points
        start = columns.name + columns.full + columns.got + columns.bar + 6
        room = self.width - start - 1
        line: Spans = [
            (MARGIN + layout.left(indent + names[0], columns.name), group),
            (layout.right(show(item.points, columns.full_places), columns.full) + "  ", group),
            (
                layout.right(self._got(item, columns.got_places), columns.got) + "  ",
                LOST if lost and not item.items else group,
            ),
            *self._bar(item, columns.bar),
        ]
        said = [layout.clean(part) for part in reasons(item, self.language)]
        reason = ("；" if self.language == "zh" else "; ").join(said)
        more = [indent + name for name in names[1:]]
        if room < NARROWEST_REASON:
            lines = [line, *([(MARGIN + name, group)] for name in more)]
            under = layout.wrap(reason, max(self.width - len(indent) - 3, 8)) if reason else []
            return [*lines, *([(MARGIN + indent + "  " + part, DIM)] for part in under)]
        parts = layout.wrap(reason, room) if reason else []
        if parts:
            line.append(("  " + parts[0], PLAIN if lost else DIM))
        lines = [line]
        for number in range(1, max(len(parts), len(names))):
            name = more[number - 1] if number < len(names) else ""
            part = parts[number] if number < len(parts) else ""
            padding = MARGIN + layout.left(name, start) if part else MARGIN + name
            lines.append([(padding, group), (part, PLAIN if lost else DIM)])
        return lines

    # -- below the table ---------------------------------------------------------------------------

    def lost(self, restore: Mapping[str, str]) -> list[Spans]:
        """Where points were lost, most first; or the one line that says none were."""
        views = losses(self.card, self.language, restore=restore, root=self.root)
        words = LABELS[self.language]
        if not views:
            return [[(words["nothing"], PLAIN)], []] if self.root.exact is not None else []
        root = self.root
        total = root.lost if root.lost is not None else root.points - root.high
        sure = "" if root.exact is not None else f"{words['at_least']} "
        lines: list[Spans] = [[(f"{words['lost']} {sure}{points(total, root.places)}", BOLD)]]
        cells = max(self.layout.measure(self._minus(view)) for view in views)
        return [*lines, *(line for view in views for line in self._loss(view, cells)), []]

    def _minus(self, view: LossView) -> str:
        sign = self.layout.clean("−")
        least = "" if view.certain else f"{LABELS[self.language]['at_least']} "
        return least + sign + points(view.lost, view.places)

    def _loss(self, view: LossView, cells: int) -> list[Spans]:
        words = LABELS[self.language]
        path = self.layout.wrap(self.layout.clean(route(view.path)), self.width - cells - 4)
        head = MARGIN + self.layout.right(self._minus(view), cells) + "  "
        lines: list[Spans] = [[(head + path[0], LOST)]]
        indent = " " * self.layout.measure(head)
        lines += [[(indent + part, LOST)] for part in path[1:]]
        told = [
            (words["text"], [view.text] if view.text else []),
            (words["figures"], list(view.figures)),
            (words["reading"], [view.reading] if view.reading else []),
            (words["fact"], list(view.facts)),
            (words["restore"], [view.restore] if view.restore else []),
        ]
        return [
            *lines,
            *self._labelled([(label, text, PLAIN) for label, many in told for text in many], indent),
        ]

    def _labelled(self, rows: list[tuple[str, str, str]], indent: str) -> list[Spans]:
        """Sentences beside their labels; a label that stays the same is said once."""
        cells = max((self.layout.measure(label) for label, _, _ in rows), default=0) + 2
        lines: list[Spans] = []
        before = None
        for label, text, style in rows:
            head = indent + self.layout.left("" if label == before else label, cells)
            before = label
            parts = self.layout.wrap(self.layout.clean(text), self.width - self.layout.measure(head))
            lines.append([(head, DIM), (parts[0], style)])
            lines += [[(" " * self.layout.measure(head) + part, style)] for part in parts[1:]]
        return lines

    def open(self) -> list[Spans]:
        """What is not known, with the points that hang on it."""
        views = opens(self.card, self.language, root=self.root)
        if not views:
            return []
        words, root = LABELS[self.language], self.root
        stake = points(root.high - root.low, root.places)
        lines: list[Spans] = [[(f"{words['open']} {stake}", BOLD)]]
        stakes = [self._stake(view) for view in views]
        cells = max(self.layout.measure(text) for text in stakes)
        for text, view in zip(stakes, views, strict=True):
            head = MARGIN + self.layout.right(text, cells) + "  "
            parts = self.layout.wrap(self.layout.clean(self._waiting(view)), self.width - cells - 3)
            lines.append([(head, PLAIN), (parts[0], PLAIN)])
            lines += [[(" " * (cells + 3) + part, PLAIN)] for part in parts[1:]]
        return [*lines, []]

    def _stake(self, view: OpenView) -> str:
        most = f"{LABELS[self.language]['at_most']} " if view.jointly else ""
        return most + points(view.at_stake, view.places)

    def _waiting(self, view: OpenView) -> str:
        items = ("；" if self.language == "zh" else "; ").join(route(path) for path in view.items)
        if view.name is None:
            return f"{items}  {view.reason}"
        return f"{view.name}（{items}）" if self.language == "zh" else f"{view.name} ({items})"

    def foot(self) -> list[Spans]:
        """What rounding did to sums, and what the score rests on."""
        words = FOOT[self.language]
        rows = [(words[0], text, DIM) for text in notices(self.card, self.language, root=self.root)]
        rows.append((words[1], fingerprint(self.card, self.language), DIM))
        return self._labelled(rows, "")

    def _wrapped(self, text: str, style: str) -> list[Spans]:
        return [[(part, style)] for part in self.layout.wrap(self.layout.clean(text), self.width)]

    # -- one item ----------------------------------------------------------------------------------

    def explanation(self, told: Explanation) -> list[Spans]:
        """One item's sections, the branch that decided marked."""
        said = span(told.low, told.high, told.places, open_=not told.settled)
        title = route(told.path) or self.card.title
        lines = self._wrapped(title, BOLD)
        style = LOST if told.high < told.points else BOLD
        lines.append([(self.layout.clean(f"   {said} / {show(told.points)}"), style), ("   ", PLAIN)])
        lines[-1] += self._bar(self.root, 20)
        rows = []
        for section in told.sections:
            for step in section.steps:
                mark = {None: "", True: "▶ ", False: "  "}[step.decided]
                # The mark is laid out by hand: a blank at the start of a line would be lost.
                rows.append((section.label, mark, step.text, DIM if step.decided is False else PLAIN))
        return [*lines, [], *self._marked(rows)]

    def _marked(self, rows: list[tuple[str, str, str, str]]) -> list[Spans]:
        cells = max((self.layout.measure(label) for label, *_ in rows), default=0) + 2
        lines: list[Spans] = []
        before = None
        for label, mark, text, style in rows:
            head = MARGIN + self.layout.left("" if label == before else label, cells)
            before = label
            sign = self.layout.clean(mark)
            hang = self.layout.measure(head + sign)
            parts = self.layout.wrap(self.layout.clean(text), self.width - hang)
            lines.append([(head, DIM), (sign, PLAIN), (parts[0], style)])
            lines += [[(" " * hang + part, style)] for part in parts[1:]]
        return lines


def _rows(item: ItemScore, level: int, depth: int | None, *, lost: bool) -> list[tuple[int, ItemScore]]:
    if (depth is not None and level >= depth) or (lost and not _loses(item)):
        return []
    below = (row for child in item.items for row in _rows(child, level + 1, depth, lost=lost))
    return [(level, item), *below]


def _loses(item: ItemScore) -> bool:
    return any(not part.items and part.high < part.points for part in item.walk())


def _shared(values: Iterable[Fraction]) -> int | None:
    """The fewest places that write every number of a column, None where no few do."""
    column = list(values)
    return next((places for places in range(7) if all(fits(x, places) for x in column)), None)
