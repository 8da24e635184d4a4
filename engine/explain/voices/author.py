"""The voice for an author: where the rule stands, what it was lowered to, every arm, and where it turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.explain.branches import branches, place_of
from engine.explain.lines import COUNT, rate
from engine.explain.voices.lowered import part, rule_lines, whole_line
from engine.explain.voices.told import Block, Line
from engine.explain.words import aside, clauses, commas, formula, interval, span
from rubric.keywords import KEYS, WORDS
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.explain.voices.mechanics import Mechanics, NearCut
    from engine.scorecard import BranchUse, ItemScore, Scorecard
    from rubric.model import Condition
    from rubric.problems import Language
    from rubric.rules.base import Branch

_LABELS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "place": "位置",
        "text": "原文",
        "rule": "规则",
        "formula": "公式",
        "lowered": "展开",
        "whole": "全式",
        "choices": "选项",
        "bounds": "界限",
        "rounding": "舍入",
        "combine": "汇总",
        "applies": "适用",
        "then_deduct": "再扣",
        "ceiling": "上限",
        "veto": "否决",
        "near": "分界",
    },
    "en": {
        "place": "Place",
        "text": "Text",
        "rule": "Rule",
        "formula": "Formula",
        "lowered": "Lowered",
        "whole": "Whole",
        "choices": "Choices",
        "bounds": "Bounds",
        "rounding": "Rounding",
        "combine": "Combine",
        "applies": "Applies",
        "then_deduct": "Then deduct",
        "ceiling": "Ceiling",
        "veto": "Veto",
        "near": "Turns at",
    },
}
# What an item's rule keeps for itself.
_QUIET: Final = frozenset(("percent",))


def author(item: ItemScore, made: Mechanics | None, card: Scorecard, language: Language) -> Block:
    """The mechanics of one item as rows; ``made`` is None for a row whose rule is still open."""
    rows = list(_Rows(item, made, language).all()) if made is not None else []
    said = span(item.low, item.high, item.places, open_=item.exact is None)
    lost = item.high < item.points and not item.bonus
    return Block("rows", tuple(rows), item.path or card.title, f"{said} / {show(item.points)}", lost)


class _Rows:
    def __init__(self, item: ItemScore, made: Mechanics, language: Language) -> None:
        self.item, self.made, self.language = item, made, language
        self.worth, self.rule = made.worth, made.worth.rule

    def all(self) -> Iterator[Line]:
        yield from self._some("place", self._at(self.made.place))
        yield from self._some("text", self.item.text or "")
        yield from self._some("rule", self._rule())
        yield from self._some("formula", formula(self.rule.text, self.language) if self.rule else "")
        yield from self._some("combine", self._combine())
        yield from self._some("lowered", *rule_lines(self.worth, self.item.path, self.language))
        yield from self._branches()
        yield from self._some("choices", self._choices())
        yield from self._some("bounds", self._bounds())
        yield from self._some("then_deduct", *(self._line(one) for one in self.worth.then_deduct))
        yield from self._some("ceiling", *self._ceiling())
        yield from self._some("veto", *(self._condition(one) for one in self.worth.veto))
        yield from self._some("whole", whole_line(self.worth, self.item.path, self.language))
        yield from self._some("applies", self._applies())
        yield from self._some("rounding", self._rounding())
        yield from self._some("near", *(self._near(one) for one in self.made.near))

    def _some(self, key: str, *texts: str) -> Iterator[Line]:
        label = _LABELS[self.language][key]
        yield from (Line(text, label) for text in texts if text)

    def _at(self, place: object) -> str:
        return place_of(place, self.language)  # type: ignore[arg-type]  # a place or none

    def _word(self, word: str, words: Mapping[str, str]) -> str:
        """A word of the language as the reader's language has it."""
        if self.language == "en":
            return word
        return next((zh for zh, en in words.items() if en == word), word)

    def _key(self, key: str) -> str:
        if self.language == "en":
            return key
        return next((zh for zh, words in KEYS.items() if key in words), key)

    def _rule(self) -> str:
        if self.rule is None:
            return ""
        places = [self.rule.place, *(branch.place for branch in self.rule.branches)]
        first = next((place for place in places if place is not None), None)
        return self._key(self.rule.rule) + aside(self._at(first), self.language)

    def _combine(self) -> str:
        item = self.made.item
        if not item.is_group:
            return ""
        text = part(item.combined, self.item.path, self.language)
        return commas([self._word(item.combine, WORDS), text], self.language)

    # -- branches --

    def _branches(self) -> Iterator[Line]:
        label, told = branches(self.item, self.language)
        for use, (text, decided) in zip(self.item.trace.branches, told, strict=True):
            more = aside(commas(self._details(use, decided=decided), self.language), self.language)
            yield Line(text + more, label, mark=decided)

    def _details(self, use: BranchUse, *, decided: bool) -> list[str]:
        branch = use.branch
        held = branch.interval if branch.kind in ("band", "point") else None
        percent = self.rule is not None and self.rule.percent
        parts = [interval(held, self.language, percent=percent)] if held is not None else []
        if branch.kind in ("band", "case", "row", "point") and not decided:
            parts.append(self._earns(branch))
        if branch.count is not None:
            parts += [rate(use, self.item, self.language), COUNT[self.language][branch.count]]
        elif branch.kind == "line":
            parts.append(part(branch.amount, self.item.path, self.language))
        return [*parts, self._at(branch.place)]

    def _earns(self, branch: Branch) -> str:
        text = part(branch.amount, self.item.path, self.language)
        if not text:
            return ""
        return f"得 {text}" if self.language == "zh" else f"earns {text}"

    # -- what follows on the rule --

    def _line(self, branch: Branch) -> str:
        amount = part(branch.amount, self.item.path, self.language)
        return commas([branch.because or "", amount], self.language) + aside(
            self._at(branch.place), self.language
        )

    def _ceiling(self) -> Iterator[str]:
        ceiling = self.worth.ceiling
        if ceiling is None:
            return
        for branch in ceiling.branches:
            held = branch.interval
            said = (
                interval(held, self.language, percent=ceiling.percent) if held is not None else branch.label
            )
            most = part(branch.amount, self.item.path, self.language)
            said = commas([formula(ceiling.text, self.language), said, most], self.language)
            yield said + aside(self._at(branch.place), self.language)

    def _condition(self, condition: Condition) -> str:
        said = clauses([formula(condition.text, self.language), condition.because or ""], self.language)
        return said + aside(self._at(condition.place), self.language)

    def _applies(self) -> str:
        condition, otherwise = self.made.item.applies, self.made.item.otherwise
        if condition is None:
            return ""
        word = self._word(otherwise or "", WORDS)
        other = f"不适用时：{word}" if self.language == "zh" else f"otherwise: {word}"
        return clauses([self._condition(condition), other if otherwise else ""], self.language)

    # -- choices, bounds, rounding --

    def _choices(self) -> str:
        options = [(key, text) for key, text in self.rule.options if key not in _QUIET] if self.rule else []
        between = "：" if self.language == "zh" else ": "
        return clauses(
            (f"{self._key(key)}{between}{self._word(text, WORDS)}" for key, text in options), self.language
        )

    def _bounds(self) -> str:
        item, zh = self.made.item, self.language == "zh"
        least, most = show(item.least), show(item.points)
        said = f"最低 {least}，最高 {most}" if zh else f"from {least} to {most}"
        if self.rule is None:
            return said
        if self.rule.clamps:
            return said + ("，超出时按界限计" if zh else ", beyond which the bound counts")
        return said + ("，超出时没有得分" if zh else ", beyond which there is no score")

    def _rounding(self) -> str:
        rounding, zh = self.made.rounding, self.language == "zh"
        if rounding is None:
            return "不舍入" if zh else "none"
        mode = self._word(rounding.mode, WORDS)
        return f"{rounding.places} 位，{mode}" if zh else f"{rounding.places} places, {mode}"

    def _near(self, near: NearCut) -> str:
        zh = self.language == "zh"
        below = (f"往下在 {near.below}" if zh else f"below at {near.below}") if near.below else ""
        above = (f"往上在 {near.above}" if zh else f"above at {near.above}") if near.above else ""
        on = ("正在分界上" if zh else "which is such a point") if near.on else ""
        return commas([f"{near.name} = {near.now}", on, below, above], self.language)
