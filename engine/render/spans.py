"""Text with its style, and how it is printed with colour or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Spans = list[tuple[str, str]]

LOST: Final = "bold magenta"
BOLD: Final = "bold"
DIM: Final = "dim"
PLAIN: Final = ""
MARGIN: Final = " "


def paint(lines: Iterable[Spans], width: int, *, colour: bool) -> str:
    """The lines as text; every one ends with a line break and none with a blank."""
    if not colour:
        return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)
    # Plain output needs no console, whose import is most of the cost of printing.
    import io  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=True,
        color_system="standard",
        no_color=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        for line in lines:
            text = Text.assemble(*line)
            text.rstrip()
            console.print(text, soft_wrap=True)
    return capture.get()
