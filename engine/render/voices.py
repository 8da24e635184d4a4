"""What a voice says, on a page of a width and as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.explain.words import route
from engine.render.markdown import escape
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN, paint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.explain.voices.told import Block, Line
    from engine.render.layout import Layout
    from engine.render.spans import Spans

MARKS: Final = {None: "", True: "▶ ", False: "  "}


def render_voice(blocks: Sequence[Block], layout: Layout, width: int, *, colour: bool) -> str:
    """The blocks in lines of at most ``width`` cells, an empty line between them; ends with a line break."""
    lines: list[Spans] = []
    for block in blocks:
        lines += [*([[]] if lines else []), *_block(block, layout, width)]
    return paint(lines, width, colour=colour)


def _block(block: Block, layout: Layout, width: int) -> Iterator[Spans]:
    if block.head:
        style = BOLD
        yield from _wrapped(layout, route(block.head), width, style)
    if block.score:
        yield [(layout.clean(f"   {block.score}"), LOST if block.lost else BOLD)]
    if block.kind == "rows":
        yield from _rows(block.lines, layout, width)
    elif block.kind == "list":
        yield from _numbered(block.lines, layout, width)
    else:
        for number, line in enumerate(block.lines):
            yield from _wrapped(layout, line.text, width, _style(block, number))


def _style(block: Block, number: int) -> str:
    if block.kind == "title":
        return DIM if number else BOLD
    return DIM if block.kind == "foot" else PLAIN


def _wrapped(layout: Layout, text: str, width: int, style: str) -> Iterator[Spans]:
    yield from ([(part, style)] for part in layout.wrap(layout.clean(text), width))


def _numbered(lines: Sequence[Line], layout: Layout, width: int) -> Iterator[Spans]:
    cells = layout.measure(f"{len(lines)}.") + 1
    for number, line in enumerate(lines, 1):
        yield from _hanging(layout, layout.left(f"{number}.", cells), line.text, width, PLAIN)


def _hanging(layout: Layout, head: str, text: str, width: int, style: str, mark: str = "") -> Iterator[Spans]:
    """A text behind its head; its further lines stand under its first."""
    mark = layout.clean(mark)
    cells = layout.measure(head + mark)
    first, *rest = layout.wrap(layout.clean(text), max(width - cells, 8))
    yield [(head, DIM), (mark, PLAIN), (first, style)]
    yield from ([(" " * cells + part, style)] for part in rest)


def _rows(lines: Sequence[Line], layout: Layout, width: int) -> Iterator[Spans]:
    cells = max((layout.measure(layout.clean(line.label)) for line in lines), default=0) + 2
    before = None
    for line in lines:
        label = layout.clean(line.label)
        head = MARGIN + layout.left("" if label == before else label, cells)
        before = label
        style = DIM if line.mark is False else PLAIN
        yield from _hanging(layout, head, line.text, width, style, MARKS[line.mark])


# -- Markdown ------------------------------------------------------------------------------------------


def render_voice_markdown(blocks: Sequence[Block]) -> str:
    """The same as Markdown; ends with a line break."""
    return "\n\n".join(part for block in blocks for part in _parts(block)) + "\n"


def _parts(block: Block) -> Iterator[str]:
    if block.kind == "title":
        first, *rest = (escape(line.text) for line in block.lines)
        yield f"# {first}"
        yield from rest
        return
    if block.head:
        score = f"  **{escape(block.score)}**" if block.score else ""
        yield f"## {escape(route(block.head))}{score}"
    if block.kind == "list":
        yield "\n".join(f"{number}. {escape(line.text)}" for number, line in enumerate(block.lines, 1))
    elif block.kind == "rows":
        yield "\n".join(map(_row, block.lines))
    else:
        yield "\n".join(f"{escape(line.text)}  " for line in block.lines).rstrip()


def _row(line: Line) -> str:
    text = f"**{escape(line.text)}**" if line.mark else escape(line.text)
    return f"- {escape(line.label)} · {text}"
