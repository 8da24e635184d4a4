"""A scorecard on a terminal: the total first, then where points were lost, then why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from engine.explain import explain_item, find
from engine.explain.duties import duty
from engine.render import below
from engine.render.layout import Layout
from engine.render.page import Page
from engine.render.spans import paint
from engine.render.told import explanation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.render.spans import Spans
    from engine.scorecard import ItemScore, Scorecard
    from rubric.problems import Language


def render_text(
    card: Scorecard,
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
    only: str | None = None,
    depth: int | None = None,
    lost: bool = False,
    restore: Mapping[str, str] | None = None,
) -> str:
    """The scorecard in lines of at most ``width`` cells; ends with a line break.

    ``only`` shows one item and what is below it, ``depth`` that many levels of the table,
    ``lost`` only what lost points. ``restore`` says by path how lost points come back.
    Raises LookupError where ``only`` names no item.
    """
    page = Page(card, _item(card, only), language, width, Layout(cell_len, ascii))
    lines = [*page.header(), *page.table(depth, lost=lost), *below.lost(page, restore or {})]
    if not lost:
        lines += below.waiting(page)
    return paint([*lines, *below.notes(page)], width, colour=colour)


def render_explain(
    card: Scorecard,
    paths: Sequence[str],
    *,
    language: Language,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002 - the option's name
    restore: Mapping[str, str] | None = None,
) -> str:
    """Some items to the last step. Raises LookupError for a path that names no item."""
    layout = Layout(cell_len, ascii)
    lines: list[Spans] = []
    for path in paths:
        item = _item(card, path)
        page = Page(card, item, language, width, layout)
        requires = [duty(one, item, language) for one in card.requires if one.path == item.path]
        told = explain_item(item, language, restore=(restore or {}).get(item.path), requires=requires)
        lines += [*([[]] if lines else page.assumption()), *explanation(page, told)]
    return paint(lines, width, colour=colour)


def _item(card: Scorecard, path: str | None) -> ItemScore:
    item = card.root if path is None else find(card, path)
    if item is None:
        raise LookupError(path)
    return item
