"""What hangs on what is open: the range, the questions in their order, and how all of it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from engine.explain import assumption, assumptions, fingerprint
from engine.explain.undefined import WAITING, waits
from engine.explain.words import colon, listed, points, route, span
from engine.questions.stakes.words import (
    boundaries,
    called,
    disputes,
    ends,
    faulty,
    order_told,
    spare,
    titled,
)
from engine.render.asked import Head, beside
from engine.render.layout import Layout
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN, paint
from rubric.number import show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.questions.stakes.answer import Stakes
    from engine.questions.stakes.order import Asked
    from engine.questions.stakes.outcome import Outcome
    from engine.render.spans import Spans
    from engine.scorecard import Scorecard
    from rubric.problems import Language

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "title": "待定事项",
        "given": "按文件的值",
        "nothing": "没有待定的事项，得分已定。",
        "columns": "先后|待定|牵动|定后至多剩|问到此至多剩",
        "grade": "等级",
        "order": "次序",
        "columned": (
            "牵动：定下它至多能去掉多少未定的分。定后至多剩：只定下它时总分还可能在的区间，取剩得最多的一种"
        ),
        "bound": "≤ 表示不会更多，也可能更少：它与别的待定事项一起决定同一指标，或没有全部解出",
        "ends": "两端",
        "disputed": "争议",
        "faulty": "无分",
        "rest": "其余",
        "rests": "问完仍剩 {rest}：不是缺事实，{items}",
        "tabled": "表的各行未知：按所在指标的两端估计，行中还可能有待定的事",
        "table": "表",
        "spare": "免问",
        "idle": "无关",
        "idles": "不影响总分：{names}",
        "basis": "依据",
        "assumed": "假定",
        "see": "逐项见 rubric score --assume {which}",
    },
    "en": {
        "title": "what is open",
        "given": "with the values of the file",
        "nothing": "Nothing is open; the score is settled.",
        "columns": "no.|open|at stake|then at most|so far at most",
        "grade": "Grade",
        "order": "Order",
        "columned": (
            "At stake: the most that settling it takes off the open part. Then at most: what the total can "
            "be once it alone is settled, in the case that leaves the most"
        ),
        "bound": (
            "≤: never more, perhaps less; it decides an item together with others or was not wholly solved"
        ),
        "ends": "Ends",
        "disputed": "Disputed",
        "faulty": "No score",
        "rest": "Rest",
        "rests": "{rest} stays open after all questions; no fact is missing there: {items}",
        "tabled": (
            "the rows of a table are unknown: estimated from both ends of the items that read it; rows may "
            "leave more open"
        ),
        "table": "Table",
        "spare": "Not needed",
        "idle": "No part",
        "idles": "the total does not depend on {names}",
        "basis": "Based on",
        "assumed": "Assumed",
        "see": "item by item: rubric score --assume {which}",
    },
}


class _Row(Record):
    """A question: its place, its name, what hangs on it and what it leaves, alone and in its turn."""

    number: str
    name: str
    stake: str
    left: str
    after: str


def render_stakes(
    stakes: Stakes,
    supposed: Scorecard | None = None,
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
) -> str:
    """The stakes in lines of at most ``width`` cells; ``supposed`` is a scorecard with everything assumed."""
    page = _Page(stakes, supposed, language, width, Layout(cell_len, ascii))
    return paint([*page.head(), *page.total(), *page.table(), *page.foot()], width, colour=colour)


class _Page:
    def __init__(
        self, stakes: Stakes, supposed: Scorecard | None, language: Language, width: int, layout: Layout
    ) -> None:
        self.stakes, self.supposed, self.language = stakes, supposed, language
        self.width, self.layout, self.words = width, layout, _WORDS[language]
        self.places = stakes.card.root.places
        self.opens = [*(one.stake.open for one in stakes.asked), *stakes.idle]

    def head(self) -> Iterator[Spans]:
        yield from Head(self.stakes.card, self.words["title"], self.language, self.width, self.layout).lines()

    def total(self) -> Iterator[Spans]:
        now, root = self.stakes.now, self.stakes.card.root
        between = " 或 " if self.language == "zh" else " or "
        grades = between.join(now.grades)
        text = f"   {self._range(now)} / {show(root.points)}   {grades}"
        yield from self._wrapped(text, BOLD)
        if self.stakes.disputed:
            given = span(root.low, root.high, root.places, open_=root.exact is None)
            yield from self._wrapped(f"   {self.words['given']} {given}", PLAIN)
        if self.supposed is not None and self.supposed.assumed is not None:
            yield from self._assumed(self.supposed)
        yield []

    def _assumed(self, card: Scorecard) -> Iterator[Spans]:
        root = card.root
        total = span(root.low, root.high, root.places, open_=root.exact is None)
        grades = (" 或 " if self.language == "zh" else " or ").join(card.grades)
        said = colon(assumption(card, self.language), f"{total} {grades}".strip(), self.language)
        yield from self._wrapped(f"   {said}", LOST)

    # -- the questions --

    def table(self) -> Iterator[Spans]:
        if not self.stakes.asked:
            if self.stakes.now.exact is not None:
                yield from self._wrapped(self.words["nothing"], PLAIN)
                yield []
            return
        rows = [self._row(number, one) for number, one in enumerate(self.stakes.asked, start=1)]
        head = _Row(*self.words["columns"].split("|"))
        every, measure = [head, *rows], self.layout.measure
        cells = {
            key: max(measure(self.layout.clean(getattr(row, key))) for row in every)
            for key in ("number", "stake", "left", "after")
        }
        name = max(measure(self.layout.clean(row.name)) for row in every)
        cells["name"] = max(min(name, self.width - sum(cells.values()) - 9), 12)
        for row in every:
            yield from self._line(row, cells, DIM if row is head else PLAIN)
        yield []

    def _row(self, number: int, one: Asked) -> _Row:
        stake = one.stake
        left = self._left(stake.left, sure=stake.sure)
        return _Row(
            str(number),
            titled(stake.open, self.opens, self.language),
            self._points(stake.at_stake),
            left,
            self._points(one.after.width),
        )

    def _left(self, left: Outcome, *, sure: bool) -> str:
        bound = "" if sure or not left.width else "≤ "
        around = f"（{self._range(left)}）" if self.language == "zh" else f" ({self._range(left)})"
        return f"{bound}{self._points(left.width)}{around if left.width else ''}"

    def _line(self, row: _Row, cells: Mapping[str, int], style: str) -> Iterator[Spans]:
        layout = self.layout
        names = layout.wrap(layout.clean(row.name), cells["name"])
        first = MARGIN + layout.right(layout.clean(row.number), cells["number"]) + "  "
        behind = "".join(
            "  " + layout.right(layout.clean(getattr(row, key)), cells[key])
            for key in ("stake", "left", "after")
        )
        yield [(first, DIM), (layout.left(names[0], cells["name"]), style), (behind, style)]
        yield from ([(" " * layout.measure(first) + name, style)] for name in names[1:])

    # -- the foot --

    def foot(self) -> Iterator[Spans]:
        rows = [(label, text, style) for label, text, style in self._rows() if text]
        cells = max(self.layout.measure(label) for label, _, _ in rows) + 2
        before = None
        for label, text, style in rows:
            head = self.layout.left("" if label == before else label, cells)
            before = label
            yield from beside(self.layout, head, text, self.width, style)

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        stakes, words, language = self.stakes, self.words, self.language
        if self.supposed is not None and self.supposed.assumed is not None:
            for text in assumptions(self.supposed, language):
                yield words["assumed"], text, PLAIN
            yield words["assumed"], words["see"].format(which=self.supposed.assumed.which), DIM
        if stakes.asked:
            yield words["grade"], boundaries(stakes.boundaries, stakes.now.grades, language), PLAIN
            yield words["ends"], ends(stakes.least, stakes.most, self.places, language), PLAIN
        for text in disputes(stakes, language):
            yield words["disputed"], text, PLAIN
        for one in stakes.asked:
            if one.stake.faulty is not None and not one.stake.open.is_table:
                yield words["faulty"], faulty(one.stake.open, one.stake.faulty, language), PLAIN
        if any(one.stake.open.is_table for one in stakes.asked):
            yield words["table"], words["tabled"], PLAIN
        yield words["rest"], self._rest(), PLAIN
        yield words["spare"], spare(stakes, self.opens, language), PLAIN
        names = listed((called(one, self.opens) for one in stakes.idle), language)
        yield words["idle"], words["idles"].format(names=names) if names else "", DIM
        if stakes.asked:
            yield words["order"], order_told(stakes, language), DIM
            yield words["order"], words["columned"], DIM
            if not all(one.stake.sure for one in stakes.asked):
                yield words["order"], words["bound"], DIM
        yield words["basis"], fingerprint(stakes.card, language), DIM

    def _rest(self) -> str:
        """What no answer settles: items that these facts leave without a score."""
        last = self.stakes.asked[-1].after if self.stakes.asked else self.stakes.now
        found = [
            f"{route(one.path)} {waits(one, self.language)}".strip()
            for one in self.stakes.card.root.walk()
            if one.undefined is not None and one.undefined.kind not in WAITING
        ]
        if not last.width or not found:
            return ""
        return self.words["rests"].format(rest=self._points(last.width), items=listed(found, self.language))

    # -- words --

    def _wrapped(self, text: str, style: str) -> Iterator[Spans]:
        indent = text[: len(text) - len(text.lstrip())]
        parts = self.layout.wrap(self.layout.clean(text.strip()), self.width - len(indent))
        yield from ([(indent + part, style)] for part in parts)

    def _points(self, value: Any) -> str:
        return points(value, self.places)

    def _range(self, one: Outcome) -> str:
        return span(one.low, one.high, self.places, open_=one.low != one.high)
