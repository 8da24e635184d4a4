"""What is said of a check once it is judged: one sentence, in either language."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.words import colon, listed, true_minus
from engine.questions.verify.numbers import are_named, count_of, intervals, members
from engine.questions.verify.printed import unit_of
from engine.questions.verify.shown import Shown
from rubric.number import round_step, show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.questions.verify.figures import Figures
    from engine.questions.verify.judge import Judged, Verdict, Why
    from rubric.problems import Language

NAMES: Final[Mapping[Language, Mapping[Verdict, str]]] = {
    "zh": {
        "exact": "相符",
        "within_rounding": "舍入之内",
        "within_tolerance": "容差之内",
        "only_if_truncated": "截尾才符",
        "solved": "反推",
        "red_flag": "疑点",
        "contradicted": "矛盾",
        "not_decidable": "无法判定",
    },
    "en": {
        "exact": "exact",
        "within_rounding": "within rounding",
        "within_tolerance": "within tolerance",
        "only_if_truncated": "only if truncated",
        "solved": "solved",
        "red_flag": "red flag",
        "contradicted": "contradicted",
        "not_decidable": "not decidable",
    },
}
_OPEN: Final[Mapping[Why, tuple[str, str]]] = {
    "missing": ("缺{zh}，无从核对", "{en} is missing"),
    "known_in_part": ("{zh}只知道大致范围，说不准", "{en} is known within a range only"),
    "zero": ("除数可能是 0，无从核对", "what is divided by may be 0"),
    "method": ("式子里有取整、判断之类的步骤，断不了", "steps such as rounding or cases leave it undecided"),
}


class Speaker:
    """Says what was found out about checks of one subject."""

    def __init__(self, figures: Figures, language: Language) -> None:
        self.figures, self.language = figures, language
        self.zh = language == "zh"
        self.shown = Shown(figures, language)

    def told(self, one: Judged) -> str:
        """The figures of a check and what is to be said of them, in one sentence."""
        return colon(self.shown.comparison(one), self.sentence(one), self.language)

    def sentence(self, one: Judged) -> str:
        """What the verdict means, without the figures."""
        said = _SENTENCES[one.verdict](self, one)
        because = one.check.because if one.verdict not in ("exact", "solved") else None
        if because:
            said = f"{said}（{because}）" if self.zh else f"{said} ({because})"
        return said + ("。" if self.zh else ".")

    def figure(self, name: str) -> str:
        """A fact with its figure."""
        given = self.figures.given(name)
        return name if given is None else f"{name} {true_minus(str(given.text))}"

    def _exact(self, one: Judged) -> str:
        if one.check.severity == "red_flag":
            return "没有越过所设的界限" if self.zh else "on the right side of the threshold"
        return "照印出的数就成立" if self.zh else "holds with the figures as printed"

    def _within(self, one: Judged) -> str:
        strict = one.check.tolerance == "exact"
        if one.gap is None:
            return "考虑舍入，可以成立" if self.zh else "can hold once rounding is allowed for"
        gap = self._gap(one)
        room = "" if one.room is None else self.shown.difference(one.room, one)
        if self.zh:
            most = f"舍入最多可以差到 {room}" if room else "可由舍入造成"
            return f"差 {gap}，{most}{'，但评分表要求分毫不差' if strict else ''}"
        most = f"rounding alone can make it up to {room}" if room else "rounding alone can make it"
        return f"off by {gap}; {most}{', yet the rubric asks for no difference' if strict else ''}"

    def _allowed(self, one: Judged) -> str:
        allowed = self.shown.difference(Fraction(one.check.tolerance), one)
        if self.zh:
            return f"差 {self._gap(one)}，不是舍入所致，但没有超过评分表容许的 {allowed}"
        return f"off by {self._gap(one)}, beyond rounding but within the {allowed} that the rubric allows"

    def _truncated(self, one: Judged) -> str:
        rounded = self._rounded(one)
        if rounded is not None:
            printed = self.figures.given(one.cut[0])
            text = "" if printed is None else true_minus(str(printed.text))
            if self.zh:
                return f"四舍五入应印 {rounded}，截去尾数才会印成 {text}"
            return f"rounded, it would be printed {rounded}; cut off, it is {text}"
        figures = listed(map(self.figure, one.cut), self.language)
        if self.zh:
            return f"差 {self._gap(one)}，只有 {figures} 是截去尾数得来的才成立"
        return f"off by {self._gap(one)}; holds only if {figures} was cut off, not rounded"

    def _rounded(self, one: Judged) -> str | None:
        """How the figure that was cut would be printed, where it stands alone on one side."""
        sides = self.shown.sides(one.check)
        if len(one.cut) != 1 or sides is None:
            return None
        left, _, right = sides
        for stated, other in ((left, right), (right, left)):
            given = self.figures.given(stated.name) if stated.name == one.cut[0] else None
            if given is not None and other.value is not None:
                return self.shown.printed(stated.name, round_step(other.value, unit_of(given), "half_up"))
        return None

    def _against(self, one: Judged) -> str:
        solve = one.check.solve
        if solve is not None and one.gap is None:
            if self.zh:
                kind = "整数" if solve.integer else "数"
                return f"{solve.unknown}取哪个{kind}都得不出印出的数"
            kind = "whole number" if solve.integer else "number"
            return f"no {kind} in the place of {solve.unknown} gives the printed figures"
        if one.gap is None:
            return "不成立" if self.zh else "does not hold"
        if not one.room:
            if self.zh:
                return f"差 {self._gap(one)}，其中没有舍入过的数"
            return f"off by {self._gap(one)}, and none of the figures is rounded"
        room = self.shown.difference(one.room, one)
        if self.zh:
            return f"差 {self._gap(one)}，而舍入最多只能差到 {room}"
        return f"off by {self._gap(one)}, while rounding can make it {room} at most"

    def _flagged(self, one: Judged) -> str:
        gap = self._gap(one) if one.gap else ""
        if self.zh:
            return f"越过所设的界限{f' {gap}' if gap else ''}，请复核"
        return f"beyond the threshold{f' by {gap}' if gap else ''}; have it looked at"

    def _open(self, one: Judged) -> str:
        zh, en = _OPEN[one.why or "method"]
        if self.zh:
            return zh.format(zh=listed(one.names, "zh") or "事实")
        return en.format(en=listed(one.names, "en") or "a fact")

    def _solved(self, one: Judged) -> str:
        assert one.check.solve is not None  # only what was to be solved is solved
        name = one.check.solve.unknown
        if not one.check.solve.integer:
            values = intervals(one.solved, self.language, percent=self.shown.is_percent(name))
            return (
                f"照印出的数，{name}只能是：{values}"
                if self.zh
                else f"by the printed figures {name} is {values}"
            )
        values = members(one.whole, show, self.language)
        count = "" if are_named(one.whole) else count_of(one.whole)
        if self.zh:
            return f"照印出的数，{name}只能是 {values}{f'，共 {count} 个整数' if count else ''}"
        return (
            f"by the printed figures {name} can only be {values}{f', {count} whole numbers' if count else ''}"
        )

    def _gap(self, one: Judged) -> str:
        return self.shown.difference(one.gap or Fraction(0), one)


_SENTENCES: Final[Mapping[Verdict, Callable[[Speaker, Judged], str]]] = {
    "exact": Speaker._exact,  # noqa: SLF001 - the table of the class's own sentences
    "within_rounding": Speaker._within,  # noqa: SLF001
    "within_tolerance": Speaker._allowed,  # noqa: SLF001
    "only_if_truncated": Speaker._truncated,  # noqa: SLF001
    "solved": Speaker._solved,  # noqa: SLF001
    "red_flag": Speaker._flagged,  # noqa: SLF001
    "contradicted": Speaker._against,  # noqa: SLF001
    "not_decidable": Speaker._open,  # noqa: SLF001
}
