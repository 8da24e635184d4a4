"""An element of a checklist that has the name of a declared fact or value.

Exact: the names are the same; that they mean the same is not decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding, Label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading


class ElementAndFact(Finding):
    """Two answers to one question, and the item reads only its own."""

    check = "element-and-fact"
    code = "A016"
    zh = "要点“{name}”和{what_zh}同名，却是两个互不相干的事实。"
    en = "The element “{name}” has the name of a {what_en}, and is another fact all the same."
    effect_zh = "“{item}”只看要点 {key}：只填了另一个，要点仍然空着，可能一个写是、一个写否。"
    effect_en = "“{item}” reads {key} only: answering the other leaves it open, and the two may differ."
    fix_zh = "给要点另取一个名称；本意是同一件事，就用加分“当: {name}”，不列要点。"
    fix_en = "Rename the element; where the same is meant, use an award with when: {name} in its place."
    name: str
    key: str
    item: str
    what_zh: str
    what_en: str


def check(reading: Reading) -> Iterator[Finding]:
    """Elements against the facts and values of the whole rubric."""
    rubric = reading.rubric
    for element in rubric.elements.values():
        fact, value = rubric.facts.get(element.name), rubric.values.get(element.name)
        other = fact.place if fact is not None else value.place if value is not None else None
        if fact is None and value is None:
            continue
        yield ElementAndFact(
            place=element.place,
            labels=(Label(other, "同名的声明", "declared under the same name"),) if other is not None else (),
            name=element.name,
            key=element.key,
            item=element.item.rpartition("/")[2],
            what_zh="事实" if fact is not None else "计算",
            what_en="fact" if fact is not None else "value",
        )
