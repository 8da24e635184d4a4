"""A scorecard as a Markdown document: the same order and the same words as on a terminal."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from engine.explain import assumption, find, losses, opens
from engine.explain.words import points, route, span, taken
from engine.render.below import foot, lost_title, told, unequal_note
from engine.render.rows import rows_of
from engine.render.words import COLUMNS, FOOT, LABELS, STATUS, subject
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.explain import LossView
    from engine.render.rows import Row
    from engine.scorecard import ItemScore, Scorecard
    from rubric.problems import Language

# Whatever could start markup, a link or HTML in the middle of a line.
_ACTIVE: Final = re.compile(r"([\\`*_{}\[\]<>|#~$&!:])")
_LEADING: Final = re.compile(r"^(\d*)([-+=]|(?<=\d)[.)])")


def render_markdown(
    card: Scorecard,
    language: Language,
    *,
    only: str | None = None,
    depth: int | None = None,
    lost: bool = False,
    restore: Mapping[str, str] | None = None,
) -> str:
    """The scorecard as Markdown, with the options of the terminal. Raises LookupError for ``only``."""
    root = card.root if only is None else find(card, only)
    if root is None:
        raise LookupError(only)
    blocks = [*_header(card, root, language), _table(root, language, depth, lost=lost)]
    blocks += _lost(card, root, language, restore or {})
    if not lost:
        blocks += _open(card, root, language)
    return "\n\n".join(block for block in [*blocks, *_foot(card, root, language)] if block) + "\n"


def _header(card: Scorecard, root: ItemScore, language: Language) -> list[str]:
    status = STATUS[language].get(card.status or "", "")
    title = "  ".join(part for part in (card.title, card.version, status) if part)
    between = " 或 " if language == "zh" else " or "
    grade = between.join(card.grades if not root.path else root.grades)
    said = span(root.low, root.high, root.places, open_=root.exact is None)
    return [
        f"# {escape(title)}",
        escape(subject(card.subject, card.period, language)),
        f"**{escape(told_first)}**" if (told_first := assumption(card, language)) else "",
        escape(route(root.path)),
        f"**{said} / {show(root.points)}**  {escape(grade)}".rstrip(),
    ]


def _table(root: ItemScore, language: Language, depth: int | None, *, lost: bool) -> str:
    words, rows = LABELS[language], rows_of(root, language, depth, lost=lost)
    if not rows:
        return ""
    full, got = COLUMNS[language]
    head = [f"| {words['item']} | {full} | {got} | {words['reason']} |", "|:---|---:|---:|:---|"]
    return "\n".join([*head, *(_row(row) for row in rows)])


def _row(row: Row) -> str:
    shown = {"group": "**{}**", "total": "**{}**", "line": "*{}*", "leaf": "{}"}[row.kind]
    name = "&emsp;" * row.depth + shown.format(escape(row.name))
    places = row.item.places if row.item is not None else row.line.places if row.line is not None else None
    return f"| {name} | {row.full(None)} | {row.got(places)} | {escape(row.reason)} |"


def _lost(card: Scorecard, root: ItemScore, language: Language, restore: Mapping[str, str]) -> list[str]:
    words = LABELS[language]
    views = losses(card, language, restore=restore, root=root)
    if not views:
        return [words["nothing"]] if root.exact is not None else []
    note = escape(unequal_note(root, language)) if len(views) > 1 else ""
    lines = [line for view in views for line in _loss(view, words)]
    return [f"## {lost_title(root, views, language)}", note, "\n".join(lines)]


def _loss(view: LossView, words: Mapping[str, str]) -> list[str]:
    least = "" if view.certain else f"{words['at_least']} "
    path = escape(route(view.path) or words["total"])
    head = f"- **{least}{taken(view.lost, view.places)}** {path}"
    return [head, *(f"  - {words[label]} · {escape(text)}" for label, text in told(view))]


def _open(card: Scorecard, root: ItemScore, language: Language) -> list[str]:
    words, views = LABELS[language], opens(card, language, root=root)
    if not views:
        return []
    lines = []
    for view in views:
        most = f"{words['at_most']} " if view.jointly else ""
        items = [route(path) or words["total"] for path in view.items]
        what = " · ".join(part for part in (view.name, *items, view.reason) if part)
        lines.append(f"- **{most}{points(view.at_stake, view.places)}** {escape(what)}")
    return [f"## {words['open']} {points(root.high - root.low, root.places)}", "\n".join(lines)]


def _foot(card: Scorecard, root: ItemScore, language: Language) -> list[str]:
    words, blocks = FOOT[language], []
    rows = foot(card, root, language)
    for key in dict.fromkeys(key for key, _, _ in rows if key != "basis"):
        texts = [text for label, text, _ in rows if label == key]
        blocks += [f"## {words[key]}", "\n".join(f"- {escape(text)}" for text in texts)]
    return [*blocks, *(f"{words['basis']} · {escape(text)}" for key, text, _ in rows if key == "basis")]


def escape(text: str) -> str:
    """An author's text as text: never markup, in one line."""
    flat = "".join(_harmless(char) for char in text).strip()
    return _LEADING.sub(r"\1\\\2", _ACTIVE.sub(r"\\\1", flat))


def _harmless(char: str) -> str:
    if char.isspace():
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") else char
