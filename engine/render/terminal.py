"""A scorecard on a terminal: the total first, then where points were lost, then why."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from engine.explain import reason
from rubric.number import show

if TYPE_CHECKING:
    from engine.scorecard import ItemScore, Scorecard
    from rubric.problems import Language

LOST: Final = "bold yellow"
_STATUS: Final = {
    "zh": {
        "official": "正式",
        "example": "示例",
        "reconstruction": "重构，非正式发布",
        "draft": "草案",
    },
    "en": {
        "official": "official",
        "example": "example",
        "reconstruction": "reconstruction, not an official publication",
        "draft": "draft",
    },
}
_WORDS: Final = {
    "zh": (
        "满分",
        "得分",
        "失分",
        "没有失分",
        "待定",
        "原文",
        "事实",
        "依据",
        "评分表",
        "引擎",
        "缺",
        "行",
        "尾差",
    ),
    "en": (
        "full",
        "score",
        "Lost",
        "Nothing was lost",
        "Open",
        "rule",
        "fact",
        "Identity",
        "rubric",
        "engine",
        "missing",
        "line",
        "rounding difference",
    ),
}


def render_text(card: Scorecard, *, language: Language, width: int, colour: bool) -> str:
    """The scorecard as text of at most ``width`` cells; ends with a line break."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        legacy_windows=False,
    )
    for line in [*_header(card, language, width), *_table(card, language, width), *_after(card, language)]:
        console.print(line, overflow="fold", soft_wrap=not colour)
    lines = out.getvalue().split("\n")
    return "\n".join(line.rstrip() for line in lines)


def _header(card: Scorecard, language: Language, width: int) -> list[Text]:
    status = _STATUS[language].get(card.status or "", "")
    title = Text("  ".join(part for part in (card.title, card.version, status) if part), style="bold")
    subject = Text(" · ".join(part for part in (card.subject, card.period) if part), style="dim")
    root = card.root
    total = Text(f"   {_score(root)} / {show(root.points)}", style="bold")
    total.append("   " + " – ".join(card.grades) + "   ")
    total.append(_bar(root, min(40, width - cell_len(total.plain) - 2)))
    return [title, subject, Text(""), total, Text("")]


def _score(item: ItemScore) -> str:
    low, high = show(item.low, item.places), show(item.high, item.places)
    return low if item.score is not None else f"{low} – {high}"


def _bar(item: ItemScore, cells: int) -> Text:
    """Solid for what is sure, hatched for what is open, empty for what is lost."""
    sure, most = (int(x / item.points * cells) if item.points else 0 for x in (item.low, item.high))
    return Text("█" * sure + "░" * (most - sure) + "·" * (cells - most))


def _table(card: Scorecard, language: Language, width: int) -> list[Text]:
    full, got = _WORDS[language][:2]
    rows = [(depth, item) for child in card.root.items for depth, item in _rows(child, 0)]
    name = max((2 * depth + cell_len(item.name) for depth, item in rows), default=0)
    name = min(name, width // 3) + 2
    bar = 10 if width >= 100 else 5
    column = max([6, *(cell_len(_score(item)) for _, item in rows)])
    lines = [Text(_left("", name) + _right(full, 6) + _right(got, column + 2), style="dim")]
    for depth, item in rows:
        lines.append(_row(depth, item, (name, column, bar), language, width))
    return lines


def _rows(item: ItemScore, depth: int) -> list[tuple[int, ItemScore]]:
    return [(depth, item), *(row for child in item.items for row in _rows(child, depth + 1))]


def _row(depth: int, item: ItemScore, cells: tuple[int, int, int], language: Language, width: int) -> Text:
    name, column, bar = cells
    style = LOST if item.lost and not item.items else ""
    line = Text(_left("  " * depth + item.name, name), style="bold" if item.items else "")
    line.append(_right(show(item.points), 6))
    line.append(_right(_score(item), column + 2), style=style)
    line.append("  ")
    line.append(_bar(item, bar))
    start = cell_len(line.plain) + 2
    for number, part in enumerate(_wrap(reason(item, language), width - start)):
        line.append("  " if number == 0 else "\n" + " " * start)
        line.append(part, style=style or "dim")
    return line


def _wrap(text: str, cells: int) -> list[str]:
    """The text in lines of at most ``cells`` cells, cut at blanks where there is one."""
    lines, line = [], ""
    for char in text:
        if cell_len(line + char) > max(cells, 12):
            head, blank, tail = line.rpartition(" ")
            lines.append(head if blank else line)
            line = tail if blank else ""
        line += char
    return [*lines, line] if line else lines


def _left(text: str, cells: int) -> str:
    return text + " " * max(1, cells - cell_len(text))


def _right(text: str, cells: int) -> str:
    return " " * max(0, cells - cell_len(text)) + text


def _after(card: Scorecard, language: Language) -> list[Text]:
    words = _WORDS[language]
    leaves = [item for item in card.root.walk() if not item.items]
    lost = sorted((i for i in leaves if i.lost), key=lambda i: -(i.lost or 0))
    lines: list[Text] = [Text("")]
    if card.root.difference:
        lines.append(Text(f"{words[12]} {show(card.root.difference)}", style="dim"))
    if lost:
        total = sum((i.lost for i in lost if i.lost), start=lost[0].points * 0)
        lines.append(Text(f"{words[2]} {show(total, card.root.places)}", style="bold"))
        for item in lost:
            lines += _loss(item, language)
    elif card.complete:
        lines.append(Text(words[3]))
    unscored = [i for i in leaves if i.undefined]
    if unscored:
        lines.append(Text(words[4], style="bold"))
        lines += [
            Text(f" {_score(i)}  {i.path.replace('/', ' / ')}  {reason(i, language)}") for i in unscored
        ]
    identity = f"{words[7]}  {words[8]} {card.rubric_sha256[:8]}  {words[6]} {card.facts_sha256[:8]}"
    return [*lines, Text(f"{identity}  {words[9]} {card.engine}", style="dim")]


def _loss(item: ItemScore, language: Language) -> list[Text]:
    words = _WORDS[language]
    lines = [
        Text(
            f" −{show(item.lost or item.points * 0, item.places)}  {item.path.replace('/', ' / ')}",
            style=LOST,
        )
    ]
    lines.append(Text(f"        {reason(item, language)}"))
    if item.text:
        lines.append(Text(f"        {words[5]}  {item.text}", style="dim"))
    missing = {b.branch.label for b in item.trace.branches if b.branch.kind == "element" and not b.decided}
    for use in item.trace.facts:
        if not missing or use.name in missing:
            where = _where(use.file, use.line, use.source, language)
            fact = f"        {words[6]}  {_place(use.name, use.text, use.unit)}{where}"
            lines.append(Text(fact, style="dim"))
    return lines


def _place(name: str, text: str, unit: str | None) -> str:
    return f"{name} = {text}{' ' + unit if unit else ''}"


def _where(file: str | None, line: int | None, source: str | None, language: Language) -> str:
    place = f"{file} 第 {line} 行" if language == "zh" else f"{file} line {line}"
    parts = [part for part in (place if file else "", source) if part]
    both = ("，" if language == "zh" else ", ").join(parts)
    return f"（{both}）" if language == "zh" else f" ({both})"
