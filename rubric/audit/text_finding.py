"""What is said of a quoted text that differs from its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding, Label

if TYPE_CHECKING:
    from rubric.audit.said_figures import Span
    from rubric.model import Item
    from rubric.place import Place, Text


class TextAndRule(Finding):
    """One of the two is a slip of the pen."""

    check = "text-and-rule"
    code = "A017"
    zh = "“{item}”的原文写“{said}”，规则却是{what_zh} {rule_zh}。"
    en = "The text of “{item}” says “{said}”, and the rule has {what_en} {rule_en}."
    effect_zh = "计分按规则的 {rule_zh}，不按原文的 {text_zh}。"
    effect_en = "Scores follow the rule's {rule_en}, not the text's {text_en}."
    fix_zh = "对照印发的文件，改规则或改原文。"
    fix_en = "Look into the printed document, and correct the rule or the text."
    item: str
    said: str
    what_zh: str
    what_en: str
    rule_zh: str
    rule_en: str
    text_zh: str
    text_en: str


Words = tuple[str, str]


def differs(
    item: Item,
    text: Text,
    said: Span,
    what: Words,
    rule: Words | str,
    due: Words | str,
    place: Place | None,
) -> Finding:
    """The finding that the characters ``said`` of a text say ``due`` and the rule has ``rule``, in both
    languages where they differ; ``what`` is what both speak of."""
    has = (rule, rule) if isinstance(rule, str) else rule
    says = (due, due) if isinstance(due, str) else due
    label = Label(place, f"规则：{what[0]} {has[0]}", f"the rule: {what[1]} {has[1]}") if place else None
    return TextAndRule(
        place=text.part(said.start, said.end),
        labels=(label,) if label is not None else (),
        item=item.name,
        said=text[said.start : said.end],
        what_zh=what[0],
        what_en=what[1],
        rule_zh=has[0],
        rule_en=has[1],
        text_zh=says[0],
        text_en=says[1],
    )
