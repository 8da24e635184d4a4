"""What two versions of a rubric say otherwise, for a reader, with an example for each item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from engine.explain.words import true_minus, value_of
from engine.questions.diff.words import meant_name, meant_words
from engine.render.diff_terms import titles
from engine.render.layout import Layout
from engine.render.spans import BOLD, DIM, MARGIN, PLAIN, paint
from engine.render.words import STATUS
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.questions.diff.meaning import Meaning, Meant
    from engine.questions.diff.meaning_search import Example, Searched
    from engine.questions.diff.shapley import Ends
    from engine.render.spans import Spans
    from engine.scorecard import Known
    from rubric.model import Rubric
    from rubric.problems import Language

# The facts of an example that are all told; of more, those that are not at plain values.
MOST_FACTS: Final = 8
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "title": "评分表含义对比",
        "same": "含义没有变：去掉措辞和次序之后两份完全相同，任何事实下得分都一样。",
        "counts": "含义有变：{count} 处",
        "example": "例：{facts}：本项 {was} → {now} 分，总分 {before} → {after} 分",
        "none": "试了 {tries} 组事实，没有找到得分不同的例子；这不能证明得分总是一样。",
        "plain": "其他事实取平常值（--format json 全部列出）",
        "note": "每个例子都用两份评分表实际计分核对过；例子之外的得分是否不同，要看规则。",
        "basis": "依据",
        "rubric": "评分表",
    },
    "en": {
        "title": "what the rubrics say",
        "same": (
            "The meaning has not changed: without wording and order both are the same, and so is every score."
        ),
        "counts": "changed in meaning: {count}",
        "example": "Example: {facts}: item {was} → {now}, total {before} → {after}",
        "none": (
            "{tries} sets of facts were tried and none scores otherwise; that is no proof that none does."
        ),
        "plain": "all other facts at plain values (--format json has them all)",
        "note": (
            "Every example was scored with both rubrics; whether other facts score "
            "otherwise follows from the rules."
        ),
        "basis": "Based on",
        "rubric": "rubric",
    },
}


def render_meaning(
    found: Meaning,
    searched: Sequence[Searched],
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
) -> str:
    """What changed in lines of at most ``width`` cells."""
    page = _Page(found, searched, language, width, Layout(cell_len, ascii))
    return paint([*page.head(), *page.changes(), *page.foot()], width, colour=colour)


class _Page:
    def __init__(
        self, found: Meaning, searched: Sequence[Searched], language: Language, width: int, layout: Layout
    ) -> None:
        self.found, self.language, self.width, self.layout = found, language, width, layout
        self.searched = {one.paths: one for one in searched}
        self.words = _WORDS[language]

    def head(self) -> Iterator[Spans]:
        one, other = self.found.rubrics
        title = titles(self._title(one), self._title(other))
        yield from self._wrapped(f"{title}  {self.words['title']}", BOLD)
        yield []
        count = len(self.found.meant)
        said = self.words["same"] if self.found.same else self.words["counts"].format(count=count)
        yield from self._wrapped(said, BOLD)
        yield []

    def _title(self, rubric: Rubric) -> tuple[str, ...]:
        return rubric.title, rubric.version or "", STATUS[self.language].get(rubric.status or "", "")

    def changes(self) -> Iterator[Spans]:
        told = set()
        for one in self.found.meant:
            if self._within(one):
                continue
            yield from self._wrapped(meant_name(one, self.language), PLAIN, MARGIN)
            for line in meant_words(one, self.language):
                yield from self._wrapped(line, DIM, MARGIN + "  ")
            searched = self._of(one)
            if searched is not None:
                told.add(searched.paths)
                yield from self._wrapped(self._searched(searched), DIM, MARGIN + "  ")
        for paths, searched in self.searched.items():
            if paths not in told:
                yield from self._wrapped(f"{paths[1]}", PLAIN, MARGIN)
                yield from self._wrapped(self._searched(searched), DIM, MARGIN + "  ")
        if self.found.meant:
            yield []

    def _within(self, one: Meant) -> bool:
        """Whether it came or went with the group above it, which says so."""
        side = 0 if one.keys[1] is None else 1
        if one.section != "item" or None not in one.keys:
            return False
        above = (one.keys[side] or "").rpartition("/")[0]
        same = {other.keys for other in self.found.meant if other.section == "item"}
        return ((above, None) if side == 0 else (None, above)) in same

    def _of(self, one: Meant) -> Searched | None:
        if one.section not in ("item", "top") or None in one.keys:
            return None
        return self.searched.get((one.keys[0] or "", one.keys[1] or ""))

    def _searched(self, one: Searched) -> str:
        if one.example is None:
            return self.words["none"].format(tries=one.tries)
        return self._example(one.example)

    def _example(self, example: Example) -> str:
        comma = "、" if self.language == "zh" else ", "
        many = len(example.facts) > MOST_FACTS
        told = [(name, value) for name, value in example.facts if not many or name in example.moved]
        parts = [self._fact(name, value) for name, value in told]
        facts = comma.join([*parts, self.words["plain"]] if many or not parts else parts)
        item, total = ([self._ends(ends) for ends in both] for both in (example.item, example.total))
        return self.words["example"].format(
            facts=facts, was=item[0], now=item[1], before=total[0], after=total[1]
        )

    def _fact(self, name: str, value: Known) -> str:
        declared = [rubric.facts.get(name) for rubric in reversed(self.found.rubrics)]
        unit = next((fact.unit for fact in declared if fact is not None and fact.unit), "")
        percent = name.startswith("@") or unit == "%"
        figure = true_minus(value_of(value, self.language, percent=percent))
        shown = f"{figure} {unit}" if unit and not percent and not isinstance(value, bool | str) else figure
        return f"{name.removeprefix('@')} {shown}"

    def _ends(self, ends: Ends) -> str:
        low, high = (true_minus(show(x)) for x in ends)
        return low if low == high else f"{low} – {high}"

    def foot(self) -> Iterator[Spans]:
        if any(one.example is not None for one in self.searched.values()):
            yield from self._wrapped(self.words["note"], DIM)
            yield []
        one, other = (rubric.sha256[:8] for rubric in self.found.rubrics)
        shas = one if one == other else f"{one} → {other}"
        yield from self._wrapped(f"{self.words['basis']}  {self.words['rubric']} {shas}", DIM)

    def _wrapped(self, text: str, style: str, indent: str = "") -> Iterator[Spans]:
        parts = self.layout.wrap(self.layout.clean(text), self.width - len(indent))
        yield from ([(indent + part, style)] for part in parts)
