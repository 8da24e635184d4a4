"""What was found out about the checks of a rubric, for a reader and for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from engine.questions.verify.conflict_words import told as conflict_told
from engine.questions.verify.judge import VERDICTS
from engine.questions.verify.words import NAMES, Speaker
from engine.render.layout import Layout
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN, paint
from engine.render.words import STATUS, subject
from rubric.number import fraction_string

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from engine.questions.verify.answer import Verified
    from engine.questions.verify.conflict import Conflict
    from engine.questions.verify.judge import Judged
    from engine.questions.verify.printed import Members
    from engine.render.spans import Spans
    from rubric.problems import Language
    from rubric.range import Range

WIDE: Final = 96
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "title": "勾稽核对",
        "none": "评分表没有写核对。",
        "together": "不能同时为真",
        "undecided": "逐条都成立，合起来能否成立没有判明：{names}",
        "basis": "依据",
        "rubric": "评分表",
        "facts": "事实",
    },
    "en": {
        "title": "checks of the facts",
        "none": "The rubric has no checks.",
        "together": "Not all true",
        "undecided": "Each holds by itself; whether they hold together was not found out: {names}",
        "basis": "Based on",
        "rubric": "rubric",
        "facts": "facts",
    },
}
_STYLES: Final[Mapping[str, str]] = {
    "exact": DIM,
    "contradicted": LOST,
    "red_flag": LOST,
    "only_if_truncated": BOLD,
    "not_decidable": BOLD,
}


def render_verify(
    found: Verified,
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
) -> str:
    """Every check with its verdict in lines of at most ``width`` cells, then what cannot be true together."""
    page = _Page(found, language, width, Layout(cell_len, ascii))
    return paint([*page.head(), *page.rows(), *page.together(), *page.foot()], width, colour=colour)


class _Page:
    def __init__(self, found: Verified, language: Language, width: int, layout: Layout) -> None:
        self.found, self.language, self.width, self.layout = found, language, width, layout
        self.words = _WORDS[language]
        self.speaker = Speaker(found.figures, language)

    def head(self) -> Iterator[Spans]:
        rubric, facts = self.found.rubric, self.found.facts
        status = STATUS[self.language].get(rubric.status or "", "")
        title = "  ".join(
            part for part in (rubric.title, rubric.version, status, self.words["title"]) if part
        )
        yield from self._wrapped(title, BOLD)
        who = subject(facts.subject, facts.period, self.language)
        yield from self._wrapped(who, PLAIN) if who else ()
        yield []
        yield from self._wrapped(self._counted(), BOLD)
        yield []

    def _counted(self) -> str:
        """How many checks have which verdict."""
        if not self.found.judged:
            return self.words["none"]
        counts = Counter(one.verdict for one in self.found.judged)
        names = NAMES[self.language]
        parts = [f"{names[verdict]} {counts[verdict]}" for verdict in VERDICTS if counts[verdict]]
        return ("，" if self.language == "zh" else ", ").join(parts)

    def rows(self) -> Iterator[Spans]:
        if not self.found.judged:
            return
        layout, names = self.layout, NAMES[self.language]
        verdict = max(layout.measure(names[one.verdict]) for one in self.found.judged) + 2
        longest = max(layout.measure(layout.clean(one.check.name)) for one in self.found.judged)
        name = min(longest, self.width // 3) + 2
        for one in self.found.judged:
            yield from self._beside(one, name, verdict) if self.width >= WIDE else self._below(one)
        yield []

    def _beside(self, one: Judged, name: int, verdict: int) -> Iterator[Spans]:
        """The name, the verdict and the sentence in three columns."""
        layout, style = self.layout, _STYLES.get(one.verdict, PLAIN)
        left = layout.wrap(layout.clean(one.check.name), name - 2)
        room = self.width - name - verdict - 1
        right = layout.wrap(layout.clean(self.speaker.told(one)), room)
        for n in range(max(len(left), len(right))):
            head = layout.left(left[n] if n < len(left) else "", name)
            label = layout.left(layout.clean(NAMES[self.language][one.verdict]) if n == 0 else "", verdict)
            said = right[n] if n < len(right) else ""
            yield [(MARGIN + head, PLAIN), (label, style), (said, DIM if style == DIM else PLAIN)]

    def _below(self, one: Judged) -> Iterator[Spans]:
        """The name and the verdict in a line, the sentence below them."""
        layout, style = self.layout, _STYLES.get(one.verdict, PLAIN)
        label = layout.clean(NAMES[self.language][one.verdict])
        names = layout.wrap(layout.clean(one.check.name), self.width - layout.measure(label) - 4)
        yield [(MARGIN + names[0] + "  ", PLAIN), (label, style)]
        yield from ([(MARGIN + more, PLAIN)] for more in names[1:])
        yield from self._wrapped(self.speaker.told(one), DIM if style == DIM else PLAIN, "   ")

    def together(self) -> Iterator[Spans]:
        for names in self.found.undecided:
            comma = "、" if self.language == "zh" else ", "
            yield from self._wrapped(self.words["undecided"].format(names=comma.join(names)), BOLD)
            yield []
        if not self.found.conflicts:
            return
        yield [(self.layout.clean(self.words["together"]), BOLD)]
        for one in self.found.conflicts:
            heading = ("、" if self.language == "zh" else ", ").join(one.checks)
            yield from self._wrapped(heading, LOST, MARGIN)
            yield from self._wrapped(conflict_told(one, self.speaker), PLAIN, "   ")
        yield []

    def foot(self) -> Iterator[Spans]:
        parts = (
            self.words["rubric"],
            self.found.rubric.sha256[:8],
            self.words["facts"],
            self.found.facts.sha256[:8],
        )
        yield [
            (self.layout.clean(f"{self.words['basis']}  {parts[0]} {parts[1]}  {parts[2]} {parts[3]}"), DIM)
        ]

    def _wrapped(self, text: str, style: str, indent: str = "") -> Iterator[Spans]:
        parts = self.layout.wrap(self.layout.clean(text), self.width - len(indent))
        yield from ([(indent + part, style)] for part in parts)


# -- for programs


def verify_json(found: Verified, language: Language) -> dict[str, Any]:
    """The same as JSON values: numbers as exact fractions, sentences in one language."""
    speaker = Speaker(found.figures, language)
    rubric, facts = found.rubric, found.facts
    return {
        "rubric": {
            "title": rubric.title,
            "version": rubric.version,
            "status": rubric.status,
            "sha256": rubric.sha256,
        },
        "subject": facts.subject,
        "period": facts.period,
        "agreed": found.agreed,
        "checks": [_check(one, found, speaker) for one in found.judged],
        "undecided": [list(names) for names in found.undecided],
        "conflicts": [_conflict(one, found, speaker) for one in found.conflicts],
        "facts": {"sha256": facts.sha256},
    }


def _check(one: Judged, found: Verified, speaker: Speaker) -> dict[str, Any]:
    check = one.check
    place = check.place
    return {
        "name": check.name,
        "text": check.text,
        "figures": speaker.shown.comparison(one),
        "verdict": one.verdict,
        "sentence": speaker.sentence(one),
        "severity": check.severity,
        "because": check.because,
        "difference": _number(one.gap),
        "rounding": _number(one.room),
        "truncated": list(one.cut),
        "undecided": one.why or None,
        "facts": [_fact(name, found) for name in found.figures.reads(check) if name in found.rubric.facts],
        "solved": _solved(one),
        "file": place.source.name if place is not None else None,
        "line": place.line if place is not None else None,
    }


def _solved(one: Judged) -> dict[str, Any] | None:
    solve = one.check.solve
    if solve is None or one.verdict != "solved":
        return None
    return {
        "unknown": solve.unknown,
        "integer": solve.integer,
        "ranges": [_range(held) for held in one.solved],
        "values": [_members(some) for some in one.whole],
    }


def _fact(name: str, found: Verified) -> dict[str, Any]:
    given = found.figures.given(name)
    place = given.place if given is not None else None
    return {
        "name": name,
        "text": given.text if given is not None else "",
        "stands_for": _range(found.figures.domains[name]),
        "file": place.source.name if place is not None else None,
        "line": place.line if place is not None else None,
        "cell": given.cell if given is not None else None,
    }


def _conflict(one: Conflict, found: Verified, speaker: Speaker) -> dict[str, Any]:
    return {
        "checks": list(one.checks),
        "facts": [_fact(name, found) for name in one.facts],
        "misprints": [
            {
                "fact": mend.fact,
                "ranges": [_range(held) for held in mend.ranges],
                "printed": [_members(some) for some in mend.printed],
                "each_reconciles": mend.sharp,
            }
            for mend in one.mends
        ],
        "sentence": conflict_told(one, speaker),
    }


def _range(held: Range) -> dict[str, Any]:
    return {
        "from": _number(held.lo),
        "to": _number(held.hi),
        "from_included": not held.lo_open,
        "to_included": not held.hi_open,
    }


def _members(some: Members) -> dict[str, Any]:
    return {
        "first": _number(some.first),
        "last": _number(some.last),
        "step": _number(some.step),
        "count": some.count,
    }


def _number(x: Fraction | None) -> str | None:
    return None if x is None else fraction_string(x)
