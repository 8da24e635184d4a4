"""Why an item has its points, in a few words: the figures, the reading that was chosen, and every step."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.explain import checklists, choices, judgements, lines, proportions
from engine.explain.figures import decided, measured
from engine.explain.groups import combined, group_lines
from engine.explain.steps import sentence
from engine.explain.undefined import waits
from engine.explain.words import aside, clauses, colon, commas, formula, is_name, signed, value_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.scorecard import ItemScore
    from rubric.problems import Language


class Words(NamedTuple):
    """How a rule is spoken of: in a line of the table, by its figures, and by how it was read."""

    short: Callable[[ItemScore, Language], list[str]]
    figures: Callable[[ItemScore, Language], list[str]]
    reading: Callable[[ItemScore, Language], list[str]]


def reasons(item: ItemScore, language: Language, *, apart: bool = False) -> list[str]:
    """Short reasons for the line of a table; none for a group that only adds up.

    ``apart`` leaves out the steps of a group, which then stand on lines of their own.
    """
    if item.state == "not_applicable":
        return [not_applicable(item, language)]
    if item.items:
        return _group(item, language, apart=apart)
    if item.undefined is not None:
        return [waits(item, language), *checklists.known_missing(item, language)]
    rule = words_of(item).short(item, language) if reached(item) else rough(item, language)
    return [part for part in (*rule, *steps(item, language)) if part]


def figures(item: ItemScore, language: Language) -> list[str]:
    """The numbers put in and what they come to."""
    return [part for part in words_of(item).figures(item, language) if part] if reached(item) else []


def reading(item: ItemScore, language: Language, *, apart: bool = False) -> str:
    """Which reading of the rule decided: the band and its ends, how steps count, the level.

    ``apart`` leaves out the steps after the rule, which then stand on lines of their own.
    """
    if item.state == "not_applicable":
        return not_applicable(item, language)
    if item.items:
        return clauses(_group(item, language, apart=False), language)
    rule = words_of(item).reading(item, language) if reached(item) else rough(item, language)
    return clauses([*rule, *([] if apart else steps(item, language))], language)


def steps(item: ItemScore, language: Language) -> list[str]:
    """What happened after the rule, in order."""
    return [sentence(step, item, language) for step in item.steps]


def reached(item: ItemScore) -> bool:
    """Whether the rule was carried through: a veto stands before it, a rough fact may not change it."""
    vetoed = any(step.kind == "veto" for step in item.steps) and item.trace.raw is None
    return not vetoed and not (item.trace.raw is None and _rough_facts(item))


def _rough_facts(item: ItemScore) -> list[str]:
    if item.state != "scored":
        return []
    return [f"{use.name} = {use.text}" for use in item.trace.facts if use.value is None and use.text]


def rough(item: ItemScore, language: Language) -> list[str]:
    """A fact known only within a range that leaves the score the same."""
    known = commas(_rough_facts(item), language)
    if not known:
        return []
    return [
        f"{known}，在此范围内得分不变" if language == "zh" else f"{known}: the score is the same throughout"
    ]


# -- states ----------------------------------------------------------------------------------------


def not_applicable(item: ItemScore, language: Language) -> str:
    """That an item does not apply, why, and what became of its points."""
    zh = language == "zh"
    cause = "其下没有可评的指标" if zh else "nothing below it is left to score"
    if item.table is not None:
        cause = f"表“{item.table}”没有可评的行" if zh else f"the table {item.table} has no row for it"
    if item.condition and is_name(item.condition):
        cause = f"{item.condition} = {'否' if zh else 'no'}"
    elif item.condition:
        cause = f"{item.condition} 不成立" if zh else f"{item.condition} is false"
    if zh:
        return f"不适用（{cause}），{became(item, language)}"
    return f"does not apply ({cause}): {became(item, language)}"


def became(item: ItemScore, language: Language) -> str:
    """What became of the points of an item that does not apply."""
    return _became_zh(item) if language == "zh" else _became_en(item)


def _became_zh(item: ItemScore) -> str:
    known = {"full": "按满分计", "redistribute": "分值由同组其他指标分摊", "rescale": "分值退出，全表折算"}
    return known.get(
        item.otherwise or "", "按零分计" if not item.exact else f"计 {value_of(item.exact, 'zh')}"
    )


def _became_en(item: ItemScore) -> str:
    known = {
        "full": "counts as full",
        "redistribute": "its points go to the others of its group",
        "rescale": "its points leave the table, which is scaled back to full",
    }
    zero = "counts as zero" if not item.exact else f"counts as {value_of(item.exact, 'en')}"
    return known.get(item.otherwise or "", zero)


def _group(item: ItemScore, language: Language, *, apart: bool) -> list[str]:
    parts = [combined(item, language)]
    if item.undefined is not None:
        parts.append(waits(item, language))
    if item.grades and item.path:
        grades = ("或" if language == "zh" else " or ").join(item.grades)
        parts.append(f"等级 {grades}" if language == "zh" else f"grade {grades}")
    if not apart:
        for line in group_lines(item, language):
            moved = aside(signed(line.amount), language) if line.amount else ""
            parts.append(colon(line.name, line.why, language) + moved)
    return [part for part in parts if part]


# -- rules -----------------------------------------------------------------------------------------


def words_of(item: ItemScore) -> Words:
    """The words of an item's rule."""
    return _WORDS.get(item.rule or "", _GENERAL)


def _figure(item: ItemScore, language: Language) -> list[str]:
    return [measured(item, language)]


def _written(item: ItemScore, language: Language) -> list[str]:
    # A lone name stands in the figures with its number.
    return [] if is_name(item.trace.formula) else [formula(item.trace.formula, language)]


def _none(item: ItemScore, language: Language) -> list[str]:
    del item, language
    return []


def _general(item: ItemScore, language: Language) -> list[str]:
    """A rule without words of its own: its figure, what decided, and any reason given."""
    use = decided(item)
    which = (use.branch.because or use.branch.label) if use else ""
    value = item.trace.quantity
    quantity = measured(item, language) if isinstance(value, Fraction) else value_of(value, language)
    return [commas([quantity, which, item.trace.reason or ""], language)]


_GENERAL: Final = Words(_general, _figure, _general)
_WORDS: Final = {
    "checklist": Words(checklists.short, _none, checklists.short),
    "judgement": Words(judgements.short, _none, judgements.reading),
    "given": Words(judgements.given, _none, judgements.given),
    "bands": Words(choices.band, choices.band_figures, choices.band_read),
    "cases": Words(choices.case, choices.case_figures, choices.case_read),
    "lookup": Words(choices.row, choices.row_figures, choices.row_read),
    "interpolate": Words(choices.point, choices.point_figures, choices.point_read),
    "proportion": Words(proportions.short, proportions.figures, proportions.reading),
    "formula": Words(_figure, _figure, _written),
    "deduct": Words(lines.short, lines.figures, lines.reading),
    "award": Words(lines.short, lines.figures, lines.reading),
}
