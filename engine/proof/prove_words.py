"""Verdicts in words: the claim, the facts that refute it, the score that they give and what it should be."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.explain.undefined import why_open
from engine.proof.prove_replay import ends
from engine.proof.verdict import Said
from engine.questions.names import read_by
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.facts_given import Given
    from engine.proof.claim import Claim
    from engine.proof.verdict import Example, Verdict
    from rubric.model import Rubric
    from rubric.problems import Language

MOST_FACTS: Final = 16


def subject(claim: Claim, language: Language) -> str:
    """The item, and the rule of its rows, that a claim speaks of."""
    zh = language == "zh"
    name = claim.item.path or ("全表" if zh else "the whole")
    if claim.value is not None:
        return f"计算“{claim.value.name}”" if zh else f"the value {claim.value.name}"
    if claim.row is None:
        return name
    return f"{name}，第 {claim.row + 1} 条规则" if zh else f"{name}, rule {claim.row + 1}"


def sentence(claim: Claim, language: Language) -> str:
    """What the claim says."""
    item = claim.item
    low, high = show(Fraction(0) if claim.row is not None else item.least), show(item.points)
    said = {
        "defined": Said("对任何事实都有得分", "has a score whatever the facts are"),
        "bounds": Said(f"得分总在 {low} 到 {high} 之间", f"always scores from {low} to {high}"),
        "full": Said(f"能得满分 {high}", f"can reach its full {high} points"),
        "least": Said(f"能得最低分 {low}", f"can reach its least, {low}"),
        "conserved": Said("下级分值与本级分值相合", "the points of its items fit its own"),
        "monotone": _direction(claim),
        "decides": _deciding(claim),
    }[claim.kind]
    return said.of(language)


def _direction(claim: Claim) -> Said:
    zh, en = ("不降", "never falls") if claim.rising else ("不升", "never rises")
    what_zh = f"“{claim.fact}”" if claim.fact else "所计的量"
    what = claim.fact or "what is measured"
    return Said(f"{what_zh}升高、其他不变时，得分{zh}", f"the score {en} as {what} rises and all else stays")


def _deciding(claim: Claim) -> Said:
    label = claim.label
    match claim.arm:
        case "row":
            return Said("这条规则用得上", "some row comes under this rule")
        case "applies":
            return Said(f"有适用的时候（{label}）", f"applies somewhere ({label})")
        case "not_applies":
            return Said(f"有不适用的时候（{label}）", f"does not apply somewhere ({label})")
        case "ceiling":
            return Said("上限有压低得分的时候", "the ceiling holds the score down somewhere")
        case "veto":
            return Said(f"否决“{label}”用得上", f"the veto “{label}” decides somewhere")
    kind = claim.branch.kind if claim.branch is not None else "band"
    zh, en = _BRANCHES[kind]
    if not label:
        return Said("“其余”用得上", "otherwise decides somewhere")
    return Said(f"{zh}“{label}”用得上", f"the {en} “{label}” decides somewhere")


_BRANCHES: Final[Mapping[str, tuple[str, str]]] = {
    "band": ("这一档", "band"),
    "line": ("这一条", "line"),
    "element": ("要点", "element"),
    "level": ("等次", "level"),
    "case": ("情形", "case"),
    "row": ("这一行", "row"),
    "point": ("这一段", "stretch"),
}


def told(verdict: Verdict, rubric: Rubric, language: Language) -> Iterator[str]:
    """What shows that a claim does not hold, line by line."""
    claim, examples = verdict.claim, verdict.examples
    if verdict.why is not None:
        yield verdict.why.of(language)
    if verdict.state != "refuted":
        return
    if claim.kind == "monotone" and len(examples) == 2:
        yield from _turned(claim, examples, rubric, language)
    elif claim.exists:
        yield from _never(claim, examples, rubric, language)
    elif examples:
        yield from facts_told(claim, examples[0], rubric, language)
        yield _scored(claim, examples[0], rubric, language)


def _scored(claim: Claim, example: Example, rubric: Rubric, language: Language) -> str:
    zh, item = language == "zh", example.score
    if item.exact is None:
        why = why_open(item, language) if item.undefined and item.undefined.kind != "nothing_applies" else ""
        if not why:
            why = "没有一个指标适用" if zh else "nothing of it applies"
        if claim.kind == "defined":
            return f"→ 没有得分：{why}。应当有得分。" if zh else f"→ No score: {why}. There should be one."
    low, high = ends(claim, item, rubric)
    due_zh, due_en = (
        f"应在 {show(low)} 到 {show(high)} 之间。",
        f"It should lie from {show(low)} to {show(high)}.",
    )
    if item.exact is None:
        return f"→ 没有得分：{why}。{due_zh}" if zh else f"→ No score: {why}. {due_en}"
    got = show(item.exact)
    return f"→ 得 {got} 分，{due_zh}" if zh else f"→ It scores {got}. {due_en}"


def _turned(claim: Claim, examples: Sequence[Example], rubric: Rubric, language: Language) -> Iterator[str]:
    zh = language == "zh"
    low, high = examples
    yield from facts_told(claim, low, rubric, language)
    moved = list(_moved(low, high, rubric))
    before, after = (show(one.score.exact or Fraction(0)) for one in examples)
    yield (
        f"→ 得 {before} 分。改为 {'，'.join(moved)}，其他不变："
        if zh
        else f"→ It scores {before}. With {', '.join(moved)} and all else as it is:"
    )
    rose = (high.score.exact or 0) > (low.score.exact or 0)
    if zh:
        yield f"→ 得 {after} 分，{'升' if rose else '降'}了；应当只{'降不升' if rose else '升不降'}。"
    else:
        went, due = ("more", "rise") if rose else ("less", "fall")
        yield f"→ it scores {after}, which is {went}; it should never {due}."


def _moved(low: Example, high: Example, rubric: Rubric) -> Iterator[str]:
    """The facts and cells in which the second facts differ."""
    for name, given in high.facts.facts.items():
        if name in low.facts.facts and low.facts.facts[name].value != given.value:
            yield f"{name} {given.text}{_unit(name, given, rubric)}"
    for table, rows in high.facts.tables.items():
        for before, row in zip(low.facts.tables[table], rows, strict=True):
            for column, given in row.cells.items():
                if before.cells[column].value != given.value:
                    fact = rubric.facts[table].columns[column]
                    yield f"{column} {given.text}{_unit_of(given, fact)}"


def _never(claim: Claim, examples: Sequence[Example], rubric: Rubric, language: Language) -> Iterator[str]:
    zh = language == "zh"
    yield ("→ 声明范围内没有任何事实做得到。" if zh else "→ No facts within the declared ranges do it.")
    if claim.kind in ("full", "least") and examples:
        got = show(examples[0].score.low)
        best_zh = "试过的事实里最高" if claim.kind == "full" else "试过的事实里最低"
        best = "The most" if claim.kind == "full" else "The least"
        yield (f"{best_zh}得 {got} 分：" if zh else f"{best} that the facts tried come to is {got}:")
        yield from facts_told(claim, examples[0], rubric, language)


# -- facts -------------------------------------------------------------------------------------------


def facts_told(claim: Claim, example: Example, rubric: Rubric, language: Language) -> Iterator[str]:
    """The facts that the claim's item reads, each with its value and unit."""
    lines = list(_lines(claim, example, rubric, language))
    yield from lines[:MOST_FACTS]
    more = len(lines) - MOST_FACTS
    if more > 0:
        yield f"…… 另有 {more} 项" if language == "zh" else f"... and {more} more"


def _lines(claim: Claim, example: Example, rubric: Rubric, language: Language) -> Iterator[str]:
    facts = example.facts
    judged = "评定" if language == "zh" else "judged"
    for name in read_of(claim, rubric):
        if name in facts.tables:
            for number, row in enumerate(facts.tables[name], 1):
                cells = [
                    f"{c} {_text(g, language)}{_unit_of(g, rubric.facts[name].columns.get(c))}"
                    for c, g in row.cells.items()
                ]
                head = f"{name} 第 {number} 行" if language == "zh" else f"{name}, row {number}"
                yield f"  {head}  {'，'.join(cells) if language == 'zh' else ', '.join(cells)}"
        elif name in facts.facts:
            given = facts.facts[name]
            yield f"  {name}  {_text(given, language)}{_unit(name, given, rubric)}"
        elif name in rubric.facts and rubric.facts[name].optional:
            yield f"  {name}  {'没有' if language == 'zh' else 'absent'}"
    for path, one in facts.judgements.items():
        if path == claim.item.path or (path.startswith(f"{claim.item.path}/") and claim.item.is_group):
            share = "" if one.share is None else show(one.share * 100) + "%"
            yield f"  {judged} {path}  {one.level}{' ' if one.level else ''}{share}"


def read_of(claim: Claim, rubric: Rubric) -> list[str]:
    """The facts that a claim's item rests on, those of the items below it included."""
    found: dict[str, None] = {}
    if claim.value is not None:
        return list(read_by(claim.value.lowered.expr, rubric))
    for item in claim.item.walk() if claim.row is None else (claim.item,):
        trees = [item.worth.expr, *([item.applies.when] if item.applies is not None else [])]
        if item.each is not None:
            found[item.each.table] = None
        for tree in trees:
            found |= dict.fromkeys(read_by(tree, rubric))
    return list(found)


def _text(given: Given[Any], language: Language) -> str:
    if isinstance(given.value, bool):
        return ("是" if given.value else "否") if language == "zh" else ("yes" if given.value else "no")
    return str(given.text)


def _unit(name: str, given: Given[Any], rubric: Rubric) -> str:
    return _unit_of(given, rubric.facts.get(name))


def _unit_of(given: Given[Any], fact: Any) -> str:
    unit = fact.unit if fact is not None else None
    return f" {unit}" if unit and unit not in ("%", "‰") and not isinstance(given.value, bool) else ""
