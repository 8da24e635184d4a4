"""Findings of a search in words, and as data."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.explain.undefined import why_open
from engine.explain.words import value_of
from engine.proof.fuzz_whole import CONSERVED, GRADE
from engine.proof.fuzz_worth import BOUNDS, DEFINED
from engine.proof.saved import made_facts
from rubric.audit.annotation import Annotation
from rubric.number import fraction_string, show
from rubric.report import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.proof.fuzz import Broken, Fuzzed
    from engine.scorecard import FactUse, ItemScore
    from rubric.model import Rubric
    from rubric.problems import Language

    Files = Mapping[tuple[str, str], Sequence[str]]

# Facts of the whole that are told; all of them stand in the saved file.
MOST_FACTS: Final = 8
PAGE: Final = "docs/fuzzing.md"


def fuzz_text(file: str, rubric: Rubric, fuzzed: Fuzzed, saved: Files, language: Language) -> str:
    """The findings, then how much was looked at and how to look again; ends with a line break."""
    findings = fuzz_findings(rubric, fuzzed, saved, language)
    return "\n".join((*([findings] if findings else []), _summary(file, fuzzed, language)))


def fuzz_findings(rubric: Rubric, fuzzed: Fuzzed, saved: Files, language: Language) -> str:
    """Every finding as a paragraph; ``saved`` are the facts files of a path and a property."""
    return "\n".join(
        _paragraph(rubric, one, saved.get((one.path, one.property), ()), language) for one in fuzzed.findings
    )


def _summary(file: str, fuzzed: Fuzzed, language: Language) -> str:
    count, again = (
        len(fuzzed.findings),
        f"rubric check {visible(file)} --fuzz {fuzzed.count} --seed {fuzzed.seed}",
    )
    if language == "zh":
        found = f"发现 {count} 处" if count else "没有发现问题"
        return f"试算：试了 {fuzzed.drawn} 组事实，{found}。原样再试：{again}\n"
    found = f"{count} found" if count else "nothing was found"
    return f"Trial runs: {fuzzed.drawn} sets of facts, {found}. The same again: {again}\n"


def _paragraph(rubric: Rubric, one: Broken, files: Sequence[str], language: Language) -> str:
    zh = language == "zh"
    items = {item.path: item for item in rubric.root.walk()}
    # A row stands in no rubric; its group does.
    place = (items.get(one.path) or items.get(one.path.rpartition("/")[0], rubric.root)).place
    where = f"{visible(place.file)}:{place.line}:{place.column}: " if place is not None and one.path else ""
    name = one.path or rubric.title
    lines = [
        f"{where}{visible(name)}：{message(one, language)}"
        if zh
        else f"{where}{visible(name)}: {message(one, language)}"
    ]
    facts = told_facts(rubric, one, language)
    colon = "：" if zh else ": "
    rows = [
        ("事实" if zh else "Facts", ("，" if zh else ", ").join(facts)),
        ("得分" if zh else "Score", " → ".join(_score(score, language) for score in one.scores)),
        ("应当" if zh else "Should be", should(one, language)),
        *((("已存" if zh else "Saved", "、".join(files) if zh else ", ".join(files)),) if files else ()),
    ]
    lines += [f"  {head}{colon}{visible(text)}" for head, text in rows if text]
    return "\n".join(lines) + "\n"


def message(one: Broken, language: Language) -> str:
    """What is wrong, as a sentence."""
    zh = language == "zh"
    said = one.claim.said if one.claim is not None else ""
    points = one.scores[0].points
    match one.property:
        case "rises":
            return f"“{said}”增大，得分反而下降。" if zh else f"the score falls while {said} rises."
        case "falls":
            return f"“{said}”增大，得分反而上升。" if zh else f"the score rises while {said} rises."
        case _ if one.property == DEFINED:
            return "有的事实算不出分。" if zh else "some facts leave it without a score."
        case _ if one.property == BOUNDS:
            held = show(points)
            return (
                f"得分超出最低分到满分 {held} 分的范围。"
                if zh
                else f"its score leaves its bounds: full points are {held}."
            )
        case _ if one.property == GRADE:
            return "有的得分没有等级。" if zh else "some scores have no grade."
        case _ if one.property == CONSERVED:
            return "各部分加起来不等于得分。" if zh else "its parts do not add up to its score."
    return f"不满足“{one.property}”：{one.said}" if zh else f"{one.property} does not hold: {one.said}"


def should(one: Broken, language: Language) -> str:
    """What the score should be."""
    zh, score = language == "zh", one.scores[0]
    if one.claim is not None:
        first = show(score.exact) if score.exact is not None else ""
        by = {"expect": ("预期", "expect"), "better": ("方向", "better")}[one.claim.by][0 if zh else 1]
        if one.claim.way == "rises":
            return (
                f"后一个不低于 {first} 分（“{by}”写明）"
                if zh
                else f"the second no less than {first}, as {by} says"
            )
        return (
            f"后一个不高于 {first} 分（“{by}”写明）"
            if zh
            else f"the second no more than {first}, as {by} says"
        )
    if one.property == DEFINED:
        if zh:
            return "范围之内的每一组事实都有得分；不该算时写“适用”，除数为 0 时写“比(…, …, 零值=…)”"
        return (
            "a score for all facts within their ranges; applies says where there is none to give, "
            "ratio(a, b, if_zero=...) what a divisor of 0 means"
        )
    if one.property == BOUNDS:
        return (
            "不超出最低分和满分；需要时写“封顶: 是”"
            if zh
            else "within its least and its full points; clamp: yes holds it there"
        )
    if one.property == GRADE:
        return "每个得分都有等级" if zh else "a grade for every score"
    return ""


def _score(score: ItemScore, language: Language) -> str:
    if score.exact is not None:
        return show(score.exact)
    zh = language == "zh"
    if score.undefined is None:
        return "没有" if zh else "none"
    if score.undefined.kind == "nothing_applies":
        return "没有：所有指标都不适用" if zh else "none: no item applies"
    return f"没有：{why_open(score, language)}" if zh else f"none: {why_open(score, language)}"


# -- facts -------------------------------------------------------------------------------------------


def told_facts(rubric: Rubric, one: Broken, language: Language) -> list[str]:
    """The facts that the item reads (of the whole: those moved), each once; ``A = 1 → 2`` for a pair."""
    texts = [_read(rubric, one, at) for at in range(len(one.facts))]
    told = []
    for name in dict.fromkeys(name for held in texts for name in held):
        values = [_shown(held[name], language) if name in held else _absent(language) for held in texts]
        told.append(f"{name} = {' → '.join(dict.fromkeys(values))}{_unit(rubric, name, values[-1])}")
    if len(told) > MOST_FACTS:
        more = len(told) - MOST_FACTS
        told[MOST_FACTS:] = [f"另有 {more} 个" if language == "zh" else f"and {more} more"]
    return told


def _read(rubric: Rubric, one: Broken, at: int) -> dict[str, FactUse | str | bool]:
    """The facts of one set, by name, that the item reads; of a group those that were moved."""
    uses: dict[str, Any] = {use.name: use for use in one.scores[at].trace.facts}
    if uses:
        return uses
    made = one.facts[at]
    facts = made_facts(rubric, made.values, judgements=made.judgements)
    names = one.changed if one.claim is None else (one.mover,)
    return {name: _plain(facts.facts[name]) for name in names if name in facts.facts}


def _plain(given: Any) -> str | bool:
    return given.value if isinstance(given.value, bool) else given.text


def _unit(rubric: Rubric, name: str, text: str) -> str:
    fact = rubric.facts.get(name)
    unit = fact.unit if fact is not None else None
    return f" {unit}" if unit and not text.endswith(unit) and text[-1:].isdigit() else ""


def _shown(held: FactUse | str | bool, language: Language) -> str:
    if isinstance(held, bool):
        return value_of(held, language)
    if isinstance(held, str):
        return held
    if held.value is None:
        return _absent(language)
    return held.text if isinstance(held.value, Fraction) else value_of(held.value, language)


def _absent(language: Language) -> str:
    return "缺" if language == "zh" else "absent"


def fuzz_notes(rubric: Rubric, fuzzed: Fuzzed, language: Language) -> Iterator[Annotation]:
    """The findings for tools that mark the line of a file."""
    items = {item.path: item for item in rubric.root.walk()}
    for one in fuzzed.findings:
        item = items.get(one.path) or items.get(one.path.rpartition("/")[0], rubric.root)
        facts = ("，" if language == "zh" else ", ").join(told_facts(rubric, one, language))
        text = f"{one.path or rubric.title}: {message(one, language)} {facts}"
        code, advice = f"fuzz-{one.property}", should(one, language)
        yield Annotation(code, one.property, "error", item.place, text, advice, PAGE)


# -- data --------------------------------------------------------------------------------------------


def fuzz_data(file: str, rubric: Rubric, fuzzed: Fuzzed, saved: Files, language: Language) -> dict[str, Any]:
    """The search as data; exact numbers are texts, a score that there is not is null."""
    return {
        "rubric": file,
        "seed": fuzzed.seed,
        "count": fuzzed.count,
        "drawn": fuzzed.drawn,
        "findings": [
            {
                "path": one.path,
                "property": one.property,
                "message": message(one, language),
                "should": should(one, language),
                "facts": told_facts(rubric, one, language),
                "scores": [None if s.exact is None else fraction_string(s.exact) for s in one.scores],
                "saved": list(saved.get((one.path, one.property), ())),
            }
            for one in fuzzed.findings
        ],
    }
