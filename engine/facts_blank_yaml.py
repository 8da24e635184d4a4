"""An empty facts file in YAML: what the rubric declares stands beside each line as a comment."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from engine.facts_blank_lines import Blank, blanks, keyword, kind_word, told_text
from engine.facts_values import SHARES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rubric.model import Rubric
    from rubric.problems import Language

# What may stand plain in YAML as a key or value: no sign of its own and nothing that begins with one.
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w/、《》·.-]*\w)?")
_JUDGED: Final = {"judgement": ("level", "share", "reason"), "given": ("points", "share", "reason")}
_OVER_ALL: Final[Mapping[Language, str]] = {
    "zh": "不用填，由 rubric batch 按全部单位算出：{names}",
    "en": "nothing to fill in, rubric batch calculates it from all subjects: {names}",
}
_TABLE: Final[Mapping[Language, str]] = {
    "zh": "每行写成下面的样子，或写 CSV 文件名；确知没有行写 []",
    "en": "a row as below, or the name of a CSV file; [] where there are none for certain",
}


def blank_yaml(rubric: Rubric, language: Language, name: str | None = None) -> str:
    """The file as a text; ``name`` is how it names its rubric."""
    lines = list(blanks(rubric))
    head = {"subject": "", "period": "", **({"rubric": plain(name)} if name else {})}
    text = [f"{keyword(word, language)}: {held}".rstrip() for word, held in head.items()]
    facts = [*_facts(lines, language), *_checklists(lines, rubric, language)]
    if facts:
        text += [f"{keyword('facts', language)}:", *facts]
    if rubric.cohort:
        text.append(f"# {_OVER_ALL[language].format(names='、'.join(rubric.cohort))}")
    if judged := list(_judgements(lines, rubric, language)):
        text += [f"{keyword('judgements', language)}:", *judged]
    return "\n".join(text) + "\n"


def _facts(lines: Iterable[Blank], language: Language) -> Iterator[str]:
    for blank in lines:
        if not blank.is_judged and not blank.item:
            yield f"  {plain(blank.name)}:  # {_told(blank, language)}"
            for at, column in enumerate(blank.columns):
                # Without its `# ` each line is a line of the first row.
                yield f"    # {' ' if at else '-'} {plain(column.name)}:  # {_told(column, language)}"


def _told(blank: Blank, language: Language) -> str:
    kind = keyword("yes or no", language) if blank.kind == "yes_no" else kind_word(blank, language)
    kind = "" if blank.kind == "choice" else kind  # the choices say it
    unit = f"{blank.unit} (95{blank.unit})" if blank.unit in SHARES else blank.unit
    table = _TABLE[language] if blank.kind == "table" else ""
    return told_text((("", kind), ("unit", unit), ("range", blank.range), *blank.told, ("", table)), language)


def _checklists(lines: Iterable[Blank], rubric: Rubric, language: Language) -> Iterator[str]:
    above = ""
    for blank in (b for b in lines if b.item):
        if blank.item != above:
            above = blank.item
            told = told_text((("", keyword("yes or no", language)), *blank.told), language)
            yield f"  {plain(shortest(above, rubric))}:  # {told}"
        yield f"    {plain(blank.name)}:"


def _judgements(lines: Iterable[Blank], rubric: Rubric, language: Language) -> Iterator[str]:
    for blank in (b for b in lines if b.is_judged):
        told = told_text(blank.told, language)
        key = shortest(blank.key, rubric) + blank.example.removeprefix(blank.key)
        # One of each row is an example: its name is not known here.
        before = "# " if blank.row else ""
        yield f"  {before}{plain(key)}:" + (f"  # {told}" if told else "")
        yield from (f"  {before}  {keyword(word, language)}:" for word in _JUDGED[blank.kind])


def shortest(path: str, rubric: Rubric) -> str:
    """The short name of an item where nothing else goes by it, or its path."""
    name = path.rsplit("/", 1)[-1]
    others = [item.name for item in rubric.root.walk() if item.path]
    taken = name in rubric.facts or any(e.name == name for e in rubric.elements.values())
    return path if taken or others.count(name) > 1 else name


def plain(text: str) -> str:
    """A text as YAML writes it: bare where it may stand so, else quoted."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
