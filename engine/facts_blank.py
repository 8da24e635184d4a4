"""An empty facts file of a rubric, ready to fill in and to be read back: YAML, CSV or XLSX."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, assert_never

from engine.facts_problems import NoWorkbooks
from engine.facts_values import SHARES
from rubric.range import show_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rubric.model import Fact, Item, Rubric
    from rubric.problems import Language, Problem

Form = Literal["yaml", "csv", "xlsx"]

# The columns of a sheet, the words of a file and of what it tells: Chinese, English.
COLUMNS: Final = (
    ("名称", "name"),
    ("值", "value"),
    ("单位", "unit"),
    ("来源", "source"),
    ("备注", "note"),
    ("等次", "level"),
    ("得分率", "share"),
    ("得分", "points"),
    ("理由", "reason"),
    ("类型", "type"),
    ("范围", "range"),
    ("说明", "description"),
)
WIDTHS: Final = (32, 14, 8, 20, 20, 10, 8, 8, 28, 8, 14, 48)
_WORDS: Final[Mapping[str, str]] = {
    "subject": "评价单位",
    "period": "年度",
    "rubric": "评分表",
    "facts": "事实",
    "judgements": "评定",
    "level": "等次",
    "share": "得分率",
    "reason": "理由",
    "number": "数值",
    "integer": "整数",
    "yes_no": "是否",
    "judgement": "评定",
    "unit": "单位",
    "range": "范围",
    "source": "来源",
    "note": "备注",
    "levels": "等次",
    "text": "原文",
    "yes or no": "是或否",
}
# What may stand plain in YAML as a key or value: no sign of its own and nothing that begins with one.
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w/、《》·.-]*\w)?")
_LINES: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\s]+")


def blank_facts(
    rubric: Rubric, form: Form, language: Language, name: str | None = None
) -> tuple[bytes | None, list[Problem]]:
    """An empty facts file; ``name`` is how it names its rubric, a file or one of the catalogue."""
    match form:
        case "yaml":
            return blank_yaml(rubric, language, name).encode(), []
        case "csv":
            return blank_csv(rubric, language, name).encode("utf-8-sig"), []  # the mark is for spreadsheets
        case "xlsx":
            return _blank_xlsx(rubric, language, name)
        case _:
            assert_never(form)


# -- what is to be filled in -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Blank:
    """One line to fill in: ``section`` is the file's own part or the item of a checklist."""

    key: str
    name: str
    kind: Literal["number", "integer", "yes_no", "judgement"]
    item: str = ""
    unit: str = ""
    range: str = ""
    told: tuple[tuple[str, str], ...] = ()


def _blanks(rubric: Rubric) -> Iterator[_Blank]:
    yield from (_fact(fact) for fact in rubric.facts.values())
    texts = {item.path: item.text or "" for item in rubric.root.walk()}
    for key, element in rubric.elements.items():
        told = (("text", texts.get(element.item, "")),)
        yield _Blank(key, element.name, "yes_no", item=element.item, told=told)
    yield from (_judged(item) for item in rubric.root.walk() if item.rule and item.rule.rule == "judgement")


def _fact(fact: Fact) -> _Blank:
    held = "" if fact.range is None else show_range(fact.range, percent=fact.unit == "%")
    told = (("source", fact.source or ""), ("note", fact.note or ""))
    return _Blank(fact.name, fact.name, fact.type, unit=fact.unit or "", range=held, told=told)


def _judged(item: Item) -> _Blank:
    assert item.rule is not None  # only items with a judgement come here
    levels = ((b.label, b.interval) for b in item.rule.branches if b.interval is not None)
    said = "、".join(f"{label} {show_range(held, percent=True)}" for label, held in levels)
    return _Blank(item.path, item.name, "judgement", told=(("levels", said), ("text", item.text or "")))


def _word(word: str, language: Language) -> str:
    return _WORDS.get(word, word) if language == "zh" else word


def _told(pairs: Iterable[tuple[str, str]], language: Language) -> str:
    said = ((_word(word, language), _LINES.sub(" ", text).strip()) for word, text in pairs)
    return ("；" if language == "zh" else "; ").join(f"{word} {text}".strip() for word, text in said if text)


# -- YAML --------------------------------------------------------------------------------------------


def blank_yaml(rubric: Rubric, language: Language, name: str | None = None) -> str:
    """The file as YAML; what the rubric declares stands beside each line as a comment."""
    blanks = list(_blanks(rubric))
    head = {"subject": "", "period": "", **({"rubric": _plain(name)} if name else {})}
    lines = [f"{_word(word, language)}: {text}".rstrip() for word, text in head.items()]
    facts = [*_yaml_facts(blanks, language), *_yaml_checklists(blanks, rubric, language)]
    if facts:
        lines += [f"{_word('facts', language)}:", *facts]
    if judged := list(_yaml_judgements(blanks, rubric, language)):
        lines += [f"{_word('judgements', language)}:", *judged]
    return "\n".join(lines) + "\n"


def _yaml_facts(blanks: Iterable[_Blank], language: Language) -> Iterator[str]:
    for blank in blanks:
        if blank.kind != "judgement" and not blank.item:
            kind = "yes or no" if blank.kind == "yes_no" else blank.kind
            unit = f"{blank.unit} (95{blank.unit})" if blank.unit in SHARES else blank.unit
            told = (("", _word(kind, language)), ("unit", unit), ("range", blank.range), *blank.told)
            yield f"  {_plain(blank.name)}:  # {_told(told, language)}"


def _yaml_checklists(blanks: Iterable[_Blank], rubric: Rubric, language: Language) -> Iterator[str]:
    above = ""
    for blank in (b for b in blanks if b.item):
        if blank.item != above:
            above = blank.item
            told = _told((("", _word("yes or no", language)), *blank.told), language)
            yield f"  {_plain(_shortest(above, rubric))}:  # {told}"
        yield f"    {_plain(blank.name)}:"


def _yaml_judgements(blanks: Iterable[_Blank], rubric: Rubric, language: Language) -> Iterator[str]:
    for blank in (b for b in blanks if b.kind == "judgement"):
        told = _told(blank.told, language)
        yield f"  {_plain(_shortest(blank.key, rubric))}:" + (f"  # {told}" if told else "")
        yield from (f"    {_word(word, language)}:" for word in ("level", "share", "reason"))


def _shortest(path: str, rubric: Rubric) -> str:
    """The short name of an item where nothing else goes by it, or its path."""
    name = path.rsplit("/", 1)[-1]
    others = [item.name for item in rubric.root.walk() if item.path]
    taken = name in rubric.facts or any(e.name == name for e in rubric.elements.values())
    return path if taken or others.count(name) > 1 else name


def _plain(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


# -- rows --------------------------------------------------------------------------------------------


def blank_csv(rubric: Rubric, language: Language, name: str | None = None) -> str:
    """The file as CSV: a row for each line to fill in, and columns for what the rubric declares."""
    out = io.StringIO()
    csv.writer(out).writerows(_rows(rubric, language, name))
    return out.getvalue()


def _rows(rubric: Rubric, language: Language, name: str | None) -> list[list[str]]:
    heads = [zh if language == "zh" else en for zh, en in COLUMNS]
    top = {"subject": "", "period": "", **({"rubric": name} if name else {})}
    rows = [_row({"name": _free(word, language, rubric), "value": text}) for word, text in top.items()]
    return [heads, *rows, *(_row(_cells(blank, language)) for blank in _blanks(rubric))]


def _free(word: str, language: Language, rubric: Rubric) -> str:
    """A word in this language, or in the other where a fact of that name would take its row."""
    said = _word(word, language)
    taken = {*rubric.facts, *(element.name for element in rubric.elements.values())}
    return said if said not in taken else next(w for w in (_WORDS[word], word) if w != said)


def _cells(blank: _Blank, language: Language) -> dict[str, str]:
    section = f"{_word('judgements', language)}/" if blank.kind == "judgement" else ""
    return {
        "name": section + blank.key,
        "unit": blank.unit,
        "type": _word(blank.kind, language),
        "range": blank.range,
        "description": _told(blank.told, language),
    }


def _row(cells: Mapping[str, str]) -> list[str]:
    return [cells.get(word, "") for _, word in COLUMNS]


def _blank_xlsx(rubric: Rubric, language: Language, name: str | None) -> tuple[bytes | None, list[Problem]]:
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an extra: only who asks for a workbook pays for it
    except ImportError:
        return None, [NoWorkbooks()]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _word("facts", language)
    _write(sheet, _rows(rubric, language, name))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), []


def _write(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    """Writes rows as text, never as formulas; the heads are bold and stay in sight."""
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                cell = sheet.cell(at, column, _LINES.sub(" ", text))
                cell.data_type = "s"
                cell.font = Font(bold=at == 1)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    sheet.freeze_panes = "B2"
