"""What stands below the table: losses, what is open, what is to be attached and checked, and the basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain import (
    assumptions,
    checks,
    duties,
    fingerprint,
    losses,
    lost_total,
    notices,
    opens,
    override,
    unequal,
)
from engine.explain.words import listed, points, route, taken
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN
from engine.render.words import FOOT, LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.explain import LossView, OpenView
    from engine.render.page import Page
    from engine.render.spans import Spans
    from engine.scorecard import ItemScore, Scorecard
    from rubric.problems import Language


def lost(page: Page, restore: Mapping[str, str]) -> list[Spans]:
    """Where points were lost, most first; or the one line that says none were."""
    views = losses(page.card, page.language, restore=restore, root=page.root)
    words, root = LABELS[page.language], page.root
    if not views:
        return [[(words["nothing"], PLAIN)], []] if root.exact is not None else []
    lines = page.wrapped(lost_title(root, views, page.language), BOLD)
    note = unequal_note(root, page.language) if len(views) > 1 else ""
    if note:
        lines += page.wrapped(note, DIM)
    cells = max(page.layout.measure(_minus(page, view)) for view in views)
    return [*lines, *(line for view in views for line in _loss(page, view, cells)), []]


def lost_title(root: ItemScore, views: list[LossView], language: Language) -> str:
    """The heading of the losses: what was lost altogether, and beside it what bonus items added."""
    words = LABELS[language]
    total, extra = lost_total(root, views)
    sure = "" if root.exact is not None else f"{words['at_least']} "
    plus = f"    {words['bonus']} +{points(extra, root.places)}" if extra else ""
    return f"{words['lost']} {sure}{points(total, root.places)}{plus}"


def unequal_note(root: ItemScore, language: Language) -> str:
    """That the losses of some items cannot be added up, where that is so."""
    names = unequal(root)
    quoted = [f"“{name}”" for name in names] if language == "zh" else names
    return LABELS[language]["unequal"].format(names=listed(quoted, language)) if names else ""


def _minus(page: Page, view: LossView) -> str:
    least = "" if view.certain else f"{LABELS[page.language]['at_least']} "
    return least + page.layout.clean(taken(view.lost, view.places))


def _loss(page: Page, view: LossView, cells: int) -> list[Spans]:
    layout, words = page.layout, LABELS[page.language]
    name = route(view.path) or words["total"]
    path = layout.wrap(layout.clean(name), page.width - cells - 4)
    head = MARGIN + layout.right(_minus(page, view), cells) + "  "
    indent = " " * layout.measure(head)
    lines: list[Spans] = [[(head + path[0], LOST)], *([(indent + part, LOST)] for part in path[1:])]
    rows = [(words[label], text, PLAIN) for label, text in told(view)]
    return [*lines, *labelled(page, rows, indent)]


def told(view: LossView) -> list[tuple[str, str]]:
    """What is said of a loss, each with the key of its label; nothing twice."""
    said = [
        ("text", view.text or ""),
        *(("figures", text) for text in view.figures if text != view.reading),
        ("reading", view.reading),
        *(("value", text) for text in view.values),
        *(("fact", text) for text in view.facts),
        ("restore", view.restore or ""),
    ]
    return [(label, text) for label, text in said if text]


def labelled(page: Page, rows: list[tuple[str, str, str]], indent: str) -> list[Spans]:
    """Sentences beside their labels; a label that stays the same is said once."""
    layout = page.layout
    cells = max((layout.measure(label) for label, _, _ in rows), default=0) + 2
    lines: list[Spans] = []
    before = None
    for label, text, style in rows:
        head = indent + layout.left("" if label == before else label, cells)
        before = label
        parts = layout.wrap(layout.clean(text), page.width - layout.measure(head))
        lines.append([(head, DIM), (parts[0], style)])
        lines += [[(" " * layout.measure(head) + part, style)] for part in parts[1:]]
    return lines


def waiting(page: Page) -> list[Spans]:
    """What is not known, with the points that hang on it."""
    views = opens(page.card, page.language, root=page.root)
    if not views:
        return []
    layout, root = page.layout, page.root
    stake = points(root.high - root.low, root.places)
    lines: list[Spans] = [[(layout.clean(f"{LABELS[page.language]['open']} {stake}"), BOLD)]]
    stakes = [_stake(page, view) for view in views]
    cells = max(layout.measure(text) for text in stakes)
    for text, view in zip(stakes, views, strict=True):
        head = MARGIN + layout.right(text, cells) + "  "
        parts = layout.wrap(layout.clean(waits_for(view, page.language)), page.width - cells - 3)
        lines.append([(head, PLAIN), (parts[0], PLAIN)])
        lines += [[(" " * (cells + 3) + part, PLAIN)] for part in parts[1:]]
    return [*lines, []]


def _stake(page: Page, view: OpenView) -> str:
    most = f"{LABELS[page.language]['at_most']} " if view.jointly else ""
    return most + page.layout.clean(points(view.at_stake, view.places))


def waits_for(view: OpenView, language: Language) -> str:
    """The fact with the items that need it, or the item with what it lacks."""
    words = LABELS[language]
    items = ("；" if language == "zh" else "; ").join(route(path) or words["total"] for path in view.items)
    if view.name is None:
        return f"{items}  {view.reason}"
    fact = f"{view.name}（{items}）" if language == "zh" else f"{view.name} ({items})"
    return f"{fact}  {view.reason}".rstrip()


def notes(page: Page) -> list[Spans]:
    """What is to be attached, what was checked, why the grade was set, and what the score rests on."""
    words = FOOT[page.language]
    rows = [(words[key], text, style) for key, text, style in foot(page.card, page.root, page.language)]
    return labelled(page, rows, "")


def foot(card: Scorecard, root: ItemScore, language: Language) -> list[tuple[str, str, str]]:
    """The rows of the foot: the key of their label, the text and its style."""
    rows = [("assumed", text, PLAIN) for text in assumptions(card, language)]
    rows += [("attach", text, PLAIN) for text in duties(card, language, root=root)]
    if not root.path:
        rows += [
            ("check", f"{view.name}  {view.said}", DIM if view.holds else PLAIN)
            for view in checks(card, language)
        ]
        rows += [("notice", text, PLAIN) for text in notices(card, language)]
        rows += [("override", text, PLAIN) for text in [override(card, language)] if text]
    return [*rows, ("basis", fingerprint(card, language), DIM)]
