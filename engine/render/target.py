"""What would reach a target: each fact alone, the cheapest way, or the most that can be had."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from engine.explain import fingerprint
from engine.explain.words import aside, clauses, listed, points, signed, span
from engine.questions.target.words import (
    change,
    changes,
    gap,
    goal_text,
    measure,
    moves,
    name_of,
    notes,
)
from engine.questions.whatif.words import setting
from engine.render.asked import Head, beside, wrapped
from engine.render.layout import Layout
from engine.render.spans import BOLD, DIM, MARGIN, PLAIN, paint
from engine.render.words import FOOT
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.questions.target.answer import Alone, Answer, Step
    from engine.questions.whatif.read import Setting
    from engine.render.spans import Spans
    from engine.scorecard import ItemScore, Scorecard
    from rubric.problems import Language

# A number of so many of its own units is a long one.
CREEPING: Final = 50
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "if": "假设",
        "reached": "已经达到，不需要改动。",
        "alone": "只改一项",
        "reaches": "达到目标",
        "most": "只改它，最多到 {most}",
        "at most": "只改它，不会超过 {most}",
        "unfound": "只改它，没有找到达到目标的值",
        "useless": "不能再加分：{names}",
        "way": "最省的做法",
        "best way": "已找到的最省做法",
        "impossible": "达不到",
        "unknown": "没有找到达到的办法",
        "all": "可变的事实一起用上，最多 {most}{grade}",
        "never": "可变的事实一起用上，已找到的最多是 {most}{grade}，绝不会超过 {never}",
        "nothing": "可变的事实都不能再加分",
        "how": "说明",
        "basis": "依据",
    },
    "en": {
        "if": "If",
        "reached": "It is reached already; nothing has to change.",
        "alone": "One change alone",
        "reaches": "reaches the target",
        "most": "alone {most} at most",
        "at most": "alone never above {most}",
        "unfound": "alone no value was found that reaches the target",
        "useless": "No gain from: {names}",
        "way": "The cheapest way",
        "best way": "The best way found",
        "impossible": "Out of reach",
        "unknown": "No way was found",
        "all": "all that is free to change together: {most}{grade} at most",
        "never": "all that is free to change together: {most}{grade} is the most found,"
        " and never above {never}",
        "nothing": "nothing that is free to change gains anything",
        "how": "How",
        "basis": "Based on",
    },
}


def render_target(
    answer: Answer,
    card: Scorecard,
    settings: Sequence[Setting],
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
) -> str:
    """The answer in lines of at most ``width`` cells; ``card`` is the score that it starts from."""
    page = _Page(answer, card, settings, language, width, Layout(cell_len, ascii))
    return paint([*page.head(), *page.body(), *page.foot()], width, colour=colour)


class _Page:
    def __init__(
        self,
        answer: Answer,
        card: Scorecard,
        settings: Sequence[Setting],
        language: Language,
        width: int,
        layout: Layout,
    ) -> None:
        self.answer, self.card, self.settings = answer, card, settings
        self.language, self.width, self.layout = language, width, layout
        self.words = _WORDS[language]

    # -- head --

    def head(self) -> Iterator[Spans]:
        goal = goal_text(self.answer, self.language)
        yield from Head(self.card, goal, self.language, self.width, self.layout).lines()
        for one in self.settings:
            yield from beside(
                self.layout, MARGIN + self.words["if"] + "  ", setting(one, self.language), self.width
            )
        if self.settings:
            yield []
        score = self.answer.score
        text = f"   {_span(score)} / {show(score.points)}   {_grades(self.answer.grades, self.language)}   "
        text = text.rstrip() + "   " + goal + gap(self.answer, self.language)
        yield from wrapped(self.layout, text.strip(), self.width, BOLD, "   ")
        yield []

    def body(self) -> Iterator[Spans]:
        if self.answer.reached:
            yield from wrapped(self.layout, self.words["reached"], self.width, PLAIN)
            yield []
            return
        yield from self._alone()
        yield from self._way() if self.answer.way is not None else self._impossible()

    # -- each alone --

    def _alone(self) -> Iterator[Spans]:
        able = [one for one in self.answer.alone if one.next is not None]
        rest = [one.lever for one in self.answer.alone if one.next is None]
        if able:
            yield [(self.layout.clean(self.words["alone"]), BOLD)]
            names = [self.layout.clean(name_of(one.lever, self.language)) for one in able]
            cells = min(max(map(self.layout.measure, names)), self.width * 2 // 5) + 2
            for one, name in zip(able, names, strict=True):
                yield from self._one(one, name, cells)
        if rest:
            names_ = listed((name_of(one, self.language) for one in rest), self.language)
            yield from wrapped(
                self.layout, self.words["useless"].format(names=names_), self.width, DIM, MARGIN
            )
        if able or rest:
            yield []

    def _one(self, one: Alone, name: str, cells: int) -> Iterator[Spans]:
        layout = self.layout
        parts = layout.wrap(name, cells - 2)
        texts = self._said(one)
        lines = [
            (text, style)
            for text, style in texts
            for text in layout.wrap(layout.clean(text), self.width - cells - 1)
        ]
        for number in range(max(len(parts), len(lines))):
            left = parts[number] if number < len(parts) else ""
            text, style = lines[number] if number < len(lines) else ("", PLAIN)
            yield [(MARGIN + layout.left(left, cells), PLAIN), (text, style)]

    def _said(self, one: Alone) -> list[tuple[str, str]]:
        """What one lever does by itself: its next step, then what reaches the goal or the most there is."""
        assert one.next is not None  # only what gains is shown
        last = one.reach or one.most
        assert last is not None  # what gains something gains most somewhere
        steps = (
            [last]
            if last.value == one.next.value or _is_creeping(one, self.answer.score)
            else [one.next, last]
        )
        said = [(self._step(step, reaches=step is one.reach), PLAIN) for step in steps]
        if one.reach is not None:
            return said
        if not one.sure:
            return [*said, (self.words["unfound"], DIM)]
        key = "most" if last.score == one.never else "at most"
        return [*said, (self.words[key].format(most=self._points(one.never)), DIM)]

    def _step(self, step: Step, *, reaches: bool) -> str:
        gain = signed(step.score - self.answer.score.low)
        to = self._points(step.score) + aside(gain, self.language)
        said = f"{change(step.lever, step.value, self.language)} → {to}"
        moved = moves(step.moved, self.language)
        return clauses([said, moved, self.words["reaches"] if reaches else ""], self.language)

    # -- together --

    def _way(self) -> Iterator[Spans]:
        way, answer = self.answer.way, self.answer
        assert way is not None  # asked for only where there is one
        assert answer.way_score is not None
        title = self.words["way" if way.sure else "best way"]
        gain = aside(signed(answer.way_score - answer.score.low), self.language)
        grade = f"   {_grades(answer.way_grades, self.language)}" if answer.way_grades else ""
        yield from wrapped(
            self.layout, f"{title}   {self._points(answer.way_score)}{gain}{grade}", self.width, BOLD
        )
        for text in changes(way.values, self.language):
            yield from wrapped(self.layout, text, self.width, PLAIN, MARGIN)
        moved = moves(answer.way_moved, self.language)
        yield from wrapped(self.layout, moved, self.width, DIM, MARGIN) if moved else ()
        yield from wrapped(self.layout, measure(answer, self.language), self.width, DIM, MARGIN)
        yield []

    def _impossible(self) -> Iterator[Spans]:
        best, answer = self.answer.best, self.answer
        assert best is not None  # there is the most that can be had wherever there is no way
        title = self.words["impossible" if answer.impossible else "unknown"]
        grade = aside(_grades(answer.best_grades, self.language), self.language) if answer.best_grades else ""
        if not best.values and best.worth == best.never:
            said = self.words["nothing"]
        else:
            key = "all" if best.worth == best.never else "never"
            said = self.words[key].format(
                most=self._points(best.worth), never=self._points(best.never), grade=grade
            )
        colon = "：" if self.language == "zh" else ": "
        yield from wrapped(self.layout, f"{title}{colon}{said}", self.width, BOLD)
        for text in changes(best.values, self.language):
            yield from wrapped(self.layout, text, self.width, PLAIN, MARGIN)
        yield []

    def _points(self, value: Fraction) -> str:
        return points(value, self.answer.score.places)

    # -- foot --

    def foot(self) -> Iterator[Spans]:
        rows = (
            []
            if self.answer.reached
            else [(self.words["how"], text) for text in notes(self.answer, self.language)]
        )
        rows.append((FOOT[self.language]["basis"], fingerprint(self.card, self.language)))
        cells = max(self.layout.measure(label) for label, _ in rows) + 2
        before = ""
        for label, text in rows:
            head = self.layout.left("" if label == before else label, cells)
            before = label
            yield from beside(self.layout, head, text, self.width, DIM)


def _is_creeping(one: Alone, score: ItemScore) -> bool:
    """Whether points come little by little: the next step then is one unit of a long number, or gains no more
    than the last digit that is printed."""
    assert one.next is not None  # only what gains is shown
    value, now = one.next.value, one.lever.value
    if not isinstance(value, Fraction) or not isinstance(now, Fraction):
        return False
    last = Fraction(1, 10**score.places) if score.places is not None else Fraction(0)
    is_long = abs(now) > one.lever.grid * CREEPING
    return one.next.score - score.low <= last or (is_long and abs(value - now) <= one.lever.grid)


def _span(score: ItemScore) -> str:
    return span(score.low, score.high, score.places, open_=score.exact is None)


def _grades(names: Sequence[str], language: Language) -> str:
    return (" 或 " if language == "zh" else " or ").join(names)
