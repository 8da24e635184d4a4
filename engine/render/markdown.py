"""A scorecard as a Markdown document: the same order and the same words as on a terminal."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from engine.explain import find, fingerprint, losses, notices, opens, reasons
from engine.explain.words import points, route, span
from engine.render.words import COLUMNS, FOOT, LABELS, STATUS, subject
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.explain import LossView
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
    return "\n\n".join(block for block in [*blocks, _foot(card, root, language)] if block) + "\n"


def _header(card: Scorecard, root: ItemScore, language: Language) -> list[str]:
    status = STATUS[language].get(card.status or "", "")
    title = "  ".join(part for part in (card.title, card.version, status) if part)
    between = " 或 " if language == "zh" else " or "
    grade = between.join(card.grades) if not root.path else ""
    total = f"**{_said(root)} / {show(root.points)}**"
    return [
        f"# {escape(title)}",
        escape(subject(card.subject, card.period, language)),
        escape(route(root.path)),
        f"{total}  {escape(grade)}".rstrip(),
    ]


def _said(item: ItemScore) -> str:
    return span(item.low, item.high, item.places, open_=item.exact is None)


def _table(root: ItemScore, language: Language, depth: int | None, *, lost: bool) -> str:
    words = LABELS[language]
    top = root.items or (root,)
    rows = [row for child in top for row in _rows(child, 0, language, depth, lost=lost)]
    if not rows:
        return ""
    full, got = COLUMNS[language]
    head = [f"| {words['item']} | {full} | {got} | {words['reason']} |", "|:---|---:|---:|:---|"]
    return "\n".join([*head, *rows])


def _rows(item: ItemScore, level: int, language: Language, depth: int | None, *, lost: bool) -> list[str]:
    loses = any(not part.items and part.high < part.points for part in item.walk())
    if (depth is not None and level >= depth) or (lost and not loses):
        return []
    name = f"**{escape(item.name)}**" if item.items else escape(item.name)
    reason = escape(("；" if language == "zh" else "; ").join(reasons(item, language)))
    row = f"| {'&emsp;' * level}{name} | {show(item.points)} | {_said(item)} | {reason} |"
    below = (row for child in item.items for row in _rows(child, level + 1, language, depth, lost=lost))
    return [row, *below]


def _lost(card: Scorecard, root: ItemScore, language: Language, restore: Mapping[str, str]) -> list[str]:
    words = LABELS[language]
    views = losses(card, language, restore=restore, root=root)
    if not views:
        return [words["nothing"]] if root.exact is not None else []
    total = root.lost if root.lost is not None else root.points - root.high
    sure = "" if root.exact is not None else f"{words['at_least']} "
    head = f"## {words['lost']} {sure}{points(total, root.places)}"
    return [head, "\n".join(line for view in views for line in _loss(view, words))]


def _loss(view: LossView, words: Mapping[str, str]) -> list[str]:
    least = "" if view.certain else f"{words['at_least']} "
    told = [
        (words["text"], view.text),
        *((words["figures"], text) for text in view.figures),
        (words["reading"], view.reading),
        *((words["fact"], text) for text in view.facts),
        (words["restore"], view.restore),
    ]
    head = f"- **{least}−{points(view.lost, view.places)}** {escape(route(view.path))}"
    return [head, *(f"  - {label} · {escape(text)}" for label, text in told if text)]


def _open(card: Scorecard, root: ItemScore, language: Language) -> list[str]:
    words, views = LABELS[language], opens(card, language, root=root)
    if not views:
        return []
    lines = []
    for view in views:
        most = f"{words['at_most']} " if view.jointly else ""
        what = " · ".join(part for part in (view.name, *map(route, view.items), view.reason) if part)
        lines.append(f"- **{most}{points(view.at_stake, view.places)}** {escape(what)}")
    return [f"## {words['open']} {points(root.high - root.low, root.places)}", "\n".join(lines)]


def _foot(card: Scorecard, root: ItemScore, language: Language) -> str:
    words = FOOT[language]
    lines = [f"{words[0]} · {escape(text)}  " for text in notices(card, language, root=root)]
    return "\n".join([*lines, f"{words[1]} · {escape(fingerprint(card, language))}"])


def escape(text: str) -> str:
    """An author's text as text: never markup, in one line."""
    flat = "".join(_harmless(char) for char in text).strip()
    return _LEADING.sub(r"\1\\\2", _ACTIVE.sub(r"\\\1", flat))


def _harmless(char: str) -> str:
    if char.isspace():
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") else char
