"""The share of a target that was reached, as a person would tell it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain import proportions
from engine.explain.voices.spoken import (
    DUE,
    about,
    amount_of,
    earns,
    joined,
    known,
    listed_facts,
    points_of,
)
from engine.explain.words import commas, figure, is_name, share

if TYPE_CHECKING:
    from engine.explain.proportions import Reached
    from engine.scorecard import ItemScore
    from rubric.problems import Language


def proportion(item: ItemScore, language: Language) -> list[str]:
    """Both sides, the share that was reached, and what the shape of the rule makes of it."""
    reached = proportions.read(item)
    if reached is None:
        return calculated(item, language)
    due = DUE[language]
    if reached.place == "zero":
        head = "目标为 0" if language == "zh" else "the target is 0"
        return [commas([head, earns(reached.raw, language, due)], language)]
    parts = _sides(item, reached, language)
    if reached.place == "met" and reached.shape == "higher":
        return [commas([*parts, earns(reached.raw, language, due)], language)]
    return [commas([*parts, *_shape(item, reached, language)], language)]


def _sides(item: ItemScore, reached: Reached, language: Language) -> list[str]:
    """``决算支出 1200 万元，为下达预算 1338.87 万元的 89.63%``; where less is better both sides alone."""
    zh = language == "zh"
    texts = item.trace.formula.split(" ÷ ")
    of_text, target_text = texts if len(texts) == 2 else ("", "")
    of = _side(of_text, item, language) or (
        f"实际为 {_plain(reached.of, item, language)}"
        if zh
        else f"the figure is {_plain(reached.of, item, language)}"
    )
    target = _side(target_text, item, language, base=True) or (
        f"目标 {_plain(reached.target, item, language)}"
        if zh
        else f"the target {_plain(reached.target, item, language)}"
    )
    if reached.shape != "higher":
        return [
            of,
            f"目标为 {target}"
            if zh and target[:1].isdigit()
            else (f"对照{target}" if zh else f"against {target}"),
        ]
    done = about(share(reached.of / reached.target), language)
    return [of, f"{joined(f'为{target}', '的')} {done}" if zh else f"{done} of {target}"]


def _side(text: str, item: ItemScore, language: Language, *, base: bool = False) -> str:
    use = known(text.strip(), item) if is_name(text) else None
    if use is None:
        return ""
    amount = amount_of(use, language)
    if language == "zh":
        return f"{use.name} {amount}"
    return f"{use.name} ({amount})" if base else f"{use.name} is {amount}"


def _plain(value: Fraction, item: ItemScore, language: Language) -> str:
    return about(figure(value, percent=item.trace.percent), language)


def _shape(item: ItemScore, reached: Reached, language: Language) -> list[str]:
    zh, due = language == "zh", DUE[language]
    if reached.place == "beyond" and reached.shape == "higher":
        return ["超过目标" if zh else "beyond the target", earns(reached.raw, language, due)]
    if reached.place in ("met", "beyond"):
        return ["没有超过目标" if zh else "which is within it", earns(reached.raw, language, due)]
    if reached.place == "nothing":
        return [
            about(proportions.remark(item, reached, language), language),
            earns(reached.raw, language, due),
        ]
    if reached.shape == "higher":
        return [earns(reached.raw, language, "按完成比例" if zh else " in proportion")]
    if reached.shape == "ratio":
        by = about(share(reached.target / reached.of), language)
        if zh:
            return ["超过目标", earns(reached.raw, language, f"按目标与实际之比 {by} ")]
        return [f"which by the ratio of target to actual, {by}, earns {points_of(reached.raw, language)}"]
    end = proportions.end_of(item, reached)
    first = _plain(reached.target, item, language)
    last = _plain(end, item, language) if end is not None else ""
    if zh:
        said = f"{first} 及以下得满分" + (f"、{last} 及以上不得分" if last else "")
        return [said, f"其间按比例递减，{earns(reached.raw, language)}"]
    none = [f"none from {last}"] if last else []
    earned = f"and {points_of(reached.raw, language)} on the line between"
    return [f"full points up to {first}", *none, earned]


def calculated(item: ItemScore, language: Language) -> list[str]:
    """What a formula gave, with the figures in it."""
    raw, zh = item.trace.raw, language == "zh"
    if not isinstance(raw, Fraction):
        return []
    if item.trace.formula.strip() in ("points", "分值"):
        return [f"按满分 {points_of(raw, language)}计" if zh else f"the full {points_of(raw, language)}"]
    facts = listed_facts(item.trace.formula, item, language)
    if zh:
        source = joined(f"据{facts}", "按公式计算") if facts else "按评分表的公式计算"
        return [f"{source}，{earns(raw, language)}"]
    source = f"the formula, with {facts}," if facts else "the rubric's formula"
    return [f"{source} gives {points_of(raw, language)}"]
