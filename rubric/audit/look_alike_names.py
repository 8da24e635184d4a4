"""Two names that differ only in width, case, blanks or characters that look alike.

Exact for the characters of the table below, which is short on purpose; other look-alikes are not known.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from rubric.audit.finding import Finding, Label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.place import Place

Named = tuple[str, "Place | None"]

# Each line holds characters that a reader takes for one another.
_ALIKE: Final = (
    "aаα",
    "bвβ",
    "cсϲ",
    "eеε",
    "hн",
    "iіιl1|",
    "jј",
    "kкκ",
    "mм",
    "nη",
    "oоο0〇○",
    "pрρ",
    "sѕ",
    "tтτ",
    "uυ",
    "vν",
    "xхχ×",
    "yуγ",
    "-–—−_‐‑―",
    "·•・‧∙",
    "'’‘`´",
    "己已巳",
    "末未",
    "曰日",
    "戊戌戍",
    "人入",
    "士土",
    "干千",
    "帐账",
    "洲州",
)
_MEANT: Final = {ord(char): line[0] for line in _ALIKE for char in line[1:]}


class LookAlikeNames(Finding):
    """One of them is easily written for the other."""

    check = "look-alike-names"
    code = "A015"
    zh = "“{name}”和“{other}”看上去几乎一样（{differ}），却是两个名称。"
    en = "“{name}” and “{other}” look alike ({differ}) and are two names."
    effect_zh = "写错一个字符，规则就读到另一个的数值，谁也看不出来。"
    effect_en = "With one character mistaken a rule reads the other, and nobody sees it."
    fix_zh = "若是同一个，只留一处声明；若是两个，改成一眼能分清的名称。"
    fix_en = "Where one is meant, declare it once; where two are, give them names that can be told apart."
    name: str
    other: str
    differ: str


def check(reading: Reading) -> Iterator[Finding]:
    """Facts with values, the columns of a table, the items of a group, the elements of an item."""
    rubric = reading.rubric
    facts: list[Named] = [(fact.name, fact.place) for fact in rubric.facts.values()]
    groups = [facts + [(value.name, value.place) for value in rubric.values.values()]]
    groups += [[(c.name, c.place) for c in fact.columns.values()] for fact in rubric.facts.values()]
    groups += [[(child.name, child.place) for child in item.items] for item in reading.items]
    groups += [
        [(one.name, one.place) for one in rubric.elements.values() if one.item == item.path]
        for item in reading.leaves
    ]
    for group in groups:
        yield from _alike(group)


def _alike(group: list[Named]) -> Iterator[Finding]:
    first: dict[str, Named] = {}
    for name, place in group:
        other, where = first.setdefault(skeleton(name), (name, place))
        if other == name:
            continue
        yield LookAlikeNames(
            place=place,
            labels=(Label(where, "另一个", "the other"),) if where is not None else (),
            name=name,
            other=other,
            differ=_differ(name, other),
        )


def skeleton(name: str) -> str:
    """What a reader sees of a name: plain width, small letters, one character for those that look alike."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(plain.split()).translate(_MEANT)


def _differ(name: str, other: str) -> str:
    pairs = zip(name, other, strict=False)
    found = next(((a, b) for a, b in pairs if a != b), None)
    if found is None or len(name) != len(other):
        return f"{len(name)} ≠ {len(other)}"
    return " ≠ ".join(f"{char} U+{ord(char):04X}" for char in found)
