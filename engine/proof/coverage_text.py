"""What no test decides, each with its place, and the share that was: in lines for a page and as data."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.explain.words import route
from engine.proof.coverage import Covering
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN
from rubric.number import show_percent
from rubric.report import cells, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.proof.branches import Decision
    from engine.proof.cases_run import Run
    from engine.proof.coverage import Coverage
    from engine.render.layout import Layout
    from engine.render.spans import Spans
    from rubric.model import Rubric
    from rubric.problems import Language

_KINDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "band": "档",
        "case": "情形",
        "line": "扣（加）分",
        "element": "要点",
        "level": "等次",
        "row": "对照",
        "point": "插值段",
        "proportion": "比例",
        "rule": "规则",
        "applies": "适用",
        "veto": "否决",
        "ceiling": "上限",
        "empty": "空表",
        "grade": "等级",
        "override": "改判",
    },
    "en": {
        "line": "line",
        "point": "section",
        "proportion": "proportion",
        "empty": "empty table",
    },
}
_SIDES: Final[Mapping[Language, Mapping[tuple[str, str], str]]] = {
    "zh": {
        ("element", "yes"): "具备",
        ("element", "no"): "缺",
        ("applies", "yes"): "成立",
        ("applies", "no"): "不成立",
        ("ceiling", "yes"): "压低",
        ("ceiling", "no"): "不压低",
        ("proportion", "yes"): "达到目标",
        ("proportion", "no"): "未达到目标",
    },
    "en": {
        ("element", "yes"): "there",
        ("element", "no"): "missing",
        ("applies", "yes"): "true",
        ("applies", "no"): "false",
        ("ceiling", "yes"): "lowers",
        ("ceiling", "no"): "lets be",
        ("proportion", "yes"): "target met",
        ("proportion", "no"): "short of it",
    },
}
_OTHERWISE: Final[Mapping[Language, str]] = {"zh": "其余", "en": "otherwise"}


def coverages(runs: Iterable[Run], also: Iterable[Rubric] = ()) -> list[Coverage]:
    """The coverage of every rubric by all of its tests; ``also`` are rubrics that may have none."""
    by: dict[int, tuple[Covering, set[str]]] = {}
    for rubric in (*(run.suite.rubric for run in runs), *also):
        if id(rubric) not in by:
            by[id(rubric)] = (Covering(rubric), set())
    for run in runs:
        covering, decided = by[id(run.suite.rubric)]
        for outcome in run.outcomes:
            if outcome.facts is not None and outcome.card is not None:
                decided |= covering.decided(outcome.facts, outcome.card)
    return [covering.of(decided) for covering, decided in by.values()]


def coverage_lines(found: Sequence[Coverage], layout: Layout, width: int, language: Language) -> list[Spans]:
    """A head for each rubric, then what no test decides, by place."""
    lines: list[Spans] = []
    for one in found:
        lines += [[], [(head(one, language), BOLD)]]
        rows = [(place_of(branch), told(branch, language)) for branch in one.missing]
        left = max((cells(place) for place, _ in rows), default=0)
        for place, text in rows:
            indent = MARGIN * 3 + layout.left(place, left) + MARGIN * 2
            parts = layout.wrap(layout.clean(text), max(width - cells(indent), 20))
            lines.append([(indent, DIM), (parts[0], LOST)])
            lines += [[(" " * cells(indent) + part, PLAIN)] for part in parts[1:]]
    return lines


def head(one: Coverage, language: Language) -> str:
    """How much of a rubric was decided."""
    count, missing = len(one.all), len(one.missing)
    title = visible(one.rubric.title)
    share = percent(one.share)
    if language == "zh":
        rest = f"，没有样例测到的 {missing} 处：" if missing else ""
        return f"{title}：覆盖 {share}（{count - missing} / {count} 处）{rest}"
    rest = (
        f"; no test decides these {missing}:"
        if missing > 1
        else "; no test decides this one:"
        if missing
        else ""
    )
    return f"{title}: {share} covered ({count - missing} of {count} branches){rest}"


def percent(share: Fraction) -> str:
    """A share in percent, cut to one decimal: 100% is said of the whole alone."""
    return show_percent(Fraction(int(share * 1000), 1000))


def place_of(branch: Decision) -> str:
    """Where a branch stands."""
    return f"{visible(branch.place.file)}:{branch.place.line}" if branch.place is not None else ""


def told(branch: Decision, language: Language) -> str:
    """A branch in words: its item, what it is, and which."""
    kind = _KINDS[language].get(branch.kind, branch.kind)
    label = branch.label or _OTHERWISE[language] if branch.kind != "rule" else ""
    side = _SIDES[language].get((branch.kind, branch.side), "")
    gap = "：" if language == "zh" else ": "
    which = " ".join(part for part in (kind, label) if part) + (
        f"，{side}" if side and language == "zh" else ""
    )
    which += f", {side}" if side and language == "en" else ""
    return f"{route(branch.path)}{gap}{which}" if branch.path else which


def coverage_json(found: Iterable[Coverage], language: Language) -> list[dict[str, Any]]:
    """A list of ``{"rubric", "decided", "of", "share", "missing"}``; shares are exact fractions."""
    return [
        {
            "rubric": one.rubric.title,
            "decided": len(one.all) - len(one.missing),
            "of": len(one.all),
            "share": str(one.share),
            "missing": [_plain(branch, language) for branch in one.missing],
        }
        for one in found
    ]


def _plain(branch: Decision, language: Language) -> dict[str, Any]:
    place = branch.place
    return {
        "key": branch.key,
        "kind": branch.kind,
        "path": branch.path,
        "label": branch.label,
        "side": branch.side,
        "text": told(branch, language),
        "file": place.file if place is not None else None,
        "line": place.line if place is not None else None,
    }
