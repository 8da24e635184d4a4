"""What tests came to, in lines for a page: what was expected beside what came out, and how many passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.explain import reasons
from engine.explain.words import clauses, route
from engine.render.layout import Layout
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN
from rubric.keywords import canonical_key
from rubric.report import cells, render_problems, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.proof.cases_run import Failure, Outcome, Run
    from engine.render.spans import Spans
    from rubric.problems import Language

GAP: Final = "  "
NARROWEST: Final = 24
HEADS: Final = {"zh": ("期望", "得到"), "en": ("expected", "got")}
EMPTY: Final = {"zh": "（空）", "en": "(empty)"}
REFUSED: Final = {"zh": "被拒绝：{}", "en": "refused: {}"}
OF_WHOLE: Final = {"zh": {"total": "总分", "grade": "等级", "problem": "问题"}, "en": {}}
NO_TESTS: Final = {
    "zh": "没有找到样例：没有测过就不算通过。把 *.test.yaml 放在评分表旁边，或在评分表里写“样例”。\n",
    "en": "No tests were found, and what was not tested has not passed. "
    "Put a *.test.yaml beside the rubric, or write tests: into it.\n",
}


class Told:
    """Tells runs in one language, in lines of a width."""

    def __init__(self, language: Language, width: int, *, ascii: bool = False) -> None:  # noqa: A002 - the option
        self.language, self.width = language, width
        self.layout = Layout(cells, ascii)

    def runs(self, runs: Sequence[Run]) -> list[Spans]:
        """Everything that failed, then a line for each file and one for all."""
        lines: list[Spans] = []
        for run in runs:
            for outcome in run.outcomes:
                if not outcome.passed:
                    lines += [*self.failed(outcome, run.suite.shown), []]
        return [*lines, *self.counts(runs)]

    # -- one test that failed --

    def failed(self, outcome: Outcome, shown: str) -> list[Spans]:
        """A test of the file ``shown`` that failed: its place, then what was expected beside what came."""
        test = outcome.test
        where = f"{visible(shown)}:{test.place.line}"
        word = "未通过" if self.language == "zh" else "FAILED"
        lines = [[(f"{word}{GAP}", LOST), (self.layout.clean(test.name), BOLD), (f"{GAP}{where}", DIM)]]
        lines += self._beside(outcome.failures)
        for problem in outcome.problems:
            lines += [
                [(MARGIN * 2 + line, PLAIN)]
                for line in render_problems([problem], self.language).splitlines()
            ]
        return lines

    def _beside(self, failures: Sequence[Failure]) -> list[Spans]:
        rows = [(self.name(one), *self.sides(one)) for one in failures]
        heads = HEADS[self.language]
        name = max(cells(row[0]) for row in rows)
        left, right = (max(cells(heads[n]), *(cells(row[n + 1]) for row in rows)) for n in (0, 1))
        lay = self.layout
        head = f"{MARGIN * 3}{' ' * name}{GAP}{lay.right(heads[0], left)}{GAP}"
        lines: list[Spans] = [[(head + lay.right(heads[1], right), DIM)]]
        for row, failure in zip(rows, failures, strict=True):
            head = f"{MARGIN * 3}{lay.left(row[0], name)}{GAP}{lay.right(row[1], left)}{GAP}"
            got = lay.right(row[2], right)
            lines += self._with_reason(head, got, self.reason(failure))
        return lines

    def _with_reason(self, head: str, got: str, reason: str) -> list[Spans]:
        if not reason:
            return [[(head, PLAIN), (got, LOST)]]
        used = cells(head) + cells(got) + len(GAP)
        room = self.width - used
        if room < NARROWEST:
            indent = MARGIN * 6
            below = self.layout.wrap(reason, self.width - len(indent))
            return [[(head, PLAIN), (got, LOST)], *([(indent + part, DIM)] for part in below)]
        parts = self.layout.wrap(reason, room)
        first: Spans = [(head, PLAIN), (got, LOST), (GAP + parts[0], DIM)]
        return [first, *([(" " * used + part, DIM)] for part in parts[1:])]

    def name(self, failure: Failure) -> str:
        """What an expectation is about."""
        one = failure.one
        word = canonical_key(one.key, frozenset(("total", "grade", "problem"))) if one.path == "" else ""
        name = OF_WHOLE[self.language].get(word, word) or route(
            failure.item.path if failure.item else one.key
        )
        if one.path != "" and "grade" in (one.kind, one.value):
            name += "（等级）" if self.language == "zh" else " (grade)"
        return self.layout.clean(name)

    def sides(self, failure: Failure) -> tuple[str, str]:
        """What was expected and what came out."""
        expected = failure.one.shown or EMPTY[self.language]
        got = failure.got(self.language) or EMPTY[self.language]
        came = REFUSED[self.language].format(got) if failure.refused else got
        return self.layout.clean(expected), self.layout.clean(came)

    def reason(self, failure: Failure) -> str:
        """Why an item came to its points, as ``rubric score`` says it."""
        if failure.item is None or "grade" in (failure.one.kind, failure.one.value):
            return ""
        return self.layout.clean(clauses(reasons(failure.item, self.language), self.language))

    # -- all --

    def counts(self, runs: Sequence[Run]) -> list[Spans]:
        """How many passed: by file where there are several, and together."""
        several = runs if len(runs) > 1 else ()
        lines: list[Spans] = [
            [(f"{visible(run.suite.shown)}{GAP}{self.count(run.outcomes)}", PLAIN)] for run in several
        ]
        whole = [outcome for run in runs for outcome in run.outcomes]
        return [*lines, [(self.count(whole), BOLD)]]

    def count(self, outcomes: Iterable[Outcome]) -> str:
        """How many passed and how many did not."""
        passed = [outcome.passed for outcome in outcomes]
        good, bad = passed.count(True), passed.count(False)
        if self.language == "zh":
            return f"{good + bad} 个样例，未通过 {bad} 个" if bad else f"{good} 个样例，全部通过"
        tests = "1 test" if good + bad == 1 else f"{good + bad} tests"
        return f"{tests}, {bad} failed" if bad else f"{tests}, all passed"


def plain(lines: Iterable[Spans]) -> str:
    """Lines without colour."""
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)
