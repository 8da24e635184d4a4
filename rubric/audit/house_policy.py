"""An item or a fact that does not say what the rubric's own policy asks of it.

Exact. Asked are the leaves (a group whose leaves are rows of a table for all of them); a basis, a text or
evidence of a group counts for all that is below it, one of the whole table does not: it says nothing of
any item in particular.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rubric.audit.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.model import Item
    from rubric.place import Place


class HousePolicy(Finding):
    """Something is due and is not there."""

    check = "house-policy"
    code = "A026"
    severity = "error"
    zh = "{what_zh}“{name}”没有写{key_zh}，规范要求写明。"
    en = "The {what_en} “{name}” has no {key}, and the policy asks for it."
    effect_zh = "得分不受影响；有人问起时，{use_zh}。"
    effect_en = "No score changes; when somebody asks, {use_en}."
    fix_zh = "写上“{key_zh}”；确实不需要，在评分表的“规范”里写“{key_zh}: 可省”。"
    fix_en = "Write {key}; where none is needed, write {key}: optional under policy."
    what_zh: str
    what_en: str
    name: str
    key: str
    key_zh: str
    use_zh: str
    use_en: str


# What may be asked of an item: its name in Chinese, what it is for, whether a group says it for all below.
_OF_ITEMS: Final = {
    "basis": ("依据", "说不出按哪份文件计分", "nobody can name the document that it rests on", True),
    "text": ("原文", "无法对照印发的评分办法", "it cannot be held against the printed rule", True),
    "evidence": ("佐证", "不知道该拿出什么材料", "nobody knows which documents must back it", True),
    "code": ("编号", "在原表里找不到它", "it cannot be found in the printed table", False),
}


def check(reading: Reading) -> Iterator[Finding]:
    """Every leaf, and every fact for its source."""
    asked = {key for key, word in reading.policy.items() if word == "required"}
    for item, above in _leaves(reading.rubric.root, ()):
        for key, (zh, use_zh, use_en, handed_down) in _OF_ITEMS.items():
            said = (item, *above) if handed_down else (item,)
            if key in asked and not any(getattr(one, key) for one in said):
                what = ("指标", "item", item.name)
                yield _finding(item.place, what, (key, zh), (use_zh, use_en))
    for fact in reading.rubric.facts.values() if "source" in asked else ():
        if not fact.source and fact.cohort is None:
            use = ("说不出这个数取自哪里", "nobody can say where the figure comes from")
            yield _finding(fact.place, ("事实", "fact", fact.name), ("source", "来源"), use)


def _leaves(item: Item, above: tuple[Item, ...]) -> Iterator[tuple[Item, tuple[Item, ...]]]:
    """The leaves below an item, each with the groups that it stands in but for the whole."""
    groups = (*above, item) if item.path else above
    for child in item.items:
        yield from _leaves(child, groups)
    if not item.items:
        yield item, above


def _finding(
    place: Place | None, what: tuple[str, str, str], key: tuple[str, str], use: tuple[str, str]
) -> Finding:
    return HousePolicy(
        place=place,
        labels=(),
        what_zh=what[0],
        what_en=what[1],
        name=what[2],
        key=key[0],
        key_zh=key[1],
        use_zh=use[0],
        use_en=use[1],
    )
