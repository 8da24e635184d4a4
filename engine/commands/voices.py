"""``--for reader|reviewer|author`` of ``score`` and ``explain``: one explanation tree in three voices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain import assumption, assumptions, find, loses
from engine.explain.voices import Block, Line, author, opening, reader, reader_of, reviewer
from engine.questions.restore.answer import restorations
from engine.questions.restore.mechanics import mechanics
from engine.questions.restore.spoken import spoken
from engine.render.layout import Layout
from engine.render.voices import render_voice, render_voice_markdown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from engine.console import Console
    from engine.inputs import Scored
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric
    from rubric.place import Place
    from rubric.problems import Language


def told(
    scored: Scored,
    options: argparse.Namespace,
    console: Console,
    language: Language,
    paths: Sequence[str] | None = None,
) -> str:
    """The page of a voice: of the whole or ``--only`` one item, or with ``paths`` of these items alone."""
    said = _items(scored, options, language, paths) if paths else _page(scored, options, language)
    blocks = [*_supposing(scored.card, language), *said]
    if options.format == "markdown":
        return render_voice_markdown(blocks)
    from rich.cells import cell_len  # noqa: PLC0415 - Markdown measures nothing

    width, colour = console.page()
    return render_voice(blocks, Layout(cell_len, options.ascii), width, colour=colour)


def _supposing(card: Scorecard, language: Language) -> Iterator[Block]:
    """That this is no score, and what it was assumed to rest on: it stands before everything else."""
    if card.assumed is not None:
        yield Block("title", (Line(assumption(card, language)),))
        yield Block("text", tuple(Line(one) for one in assumptions(card, language)))


def _page(scored: Scored, options: argparse.Namespace, language: Language) -> list[Block]:
    card = scored.card
    root = find(card, options.only) if options.only else card.root
    assert root is not None  # the command has looked it up
    if options.voice == "reader":
        restore = spoken(scored.rubric, scored.facts, card, language)
        return reader(card, language, root=root, restore=restore, lost=options.lost)
    chosen = list(_chosen(root, options.depth, lost=options.lost))
    return [*opening(card, root, language), *_told(scored, options.voice, chosen, language)]


def _chosen(item: ItemScore, depth: int | None, *, lost: bool) -> Iterator[ItemScore]:
    """An item and so many levels below it, with ``lost`` only those that lost points."""
    if lost and not loses(item):
        return
    yield item
    if depth is None or depth > 0:
        for child in item.items:
            yield from _chosen(child, None if depth is None else depth - 1, lost=lost)


def _items(
    scored: Scored, options: argparse.Namespace, language: Language, paths: Sequence[str]
) -> list[Block]:
    items = [item for path in paths if (item := find(scored.card, path)) is not None]
    if options.voice == "reader":
        restore = spoken(scored.rubric, scored.facts, scored.card, language)
        return [block for item in items for block in reader_of(scored.card, item, language, restore)]
    return _told(scored, options.voice, items, language)


def _told(scored: Scored, voice: str, items: Sequence[ItemScore], language: Language) -> list[Block]:
    card = scored.card
    if voice == "author":
        made = mechanics(scored.rubric, scored.facts, card, {item.path for item in items})
        return [author(item, made.get(item.path), card, language) for item in items]
    restore = restorations(scored.rubric, scored.facts, card, language)
    places = _places(scored.rubric)
    return [
        reviewer(
            item,
            card,
            language,
            place=places.get(item.path) or places.get(f"{item.path.rpartition('/')[0]}/*"),
            restore=restore.get(item.path),
        )
        for item in items
    ]


def _places(rubric: Rubric) -> dict[str, Place | None]:
    """Where every item stands; ``GROUP/*`` is where the rows of a table do."""
    items = rubric.root.walk()
    rows = {f"{item.path}/*": item.each.place for item in items if item.each is not None}
    return {item.path: item.place for item in items} | rows
