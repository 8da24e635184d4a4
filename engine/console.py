"""Console: what a command speaks through: the language, the page, what it prints, how it refuses."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, Final

from engine.output import columns, complain, emit
from engine.render.layout import Layout
from rubric.report import INDENT, cells, problems_json, render_problems

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from rubric.model import Rubric
    from rubric.problems import Language, Problem

NARROWEST: Final = 60


class Console:
    """One run of a command with the options it was given."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options

    def language(self, rubric: Rubric | None = None) -> Language:
        """The language that was asked for, else the rubric's own, else the locale's."""
        found: Language = self.options.lang or (rubric.language if rubric else locale_language())
        return found

    def page(self, *, beside: bool = False) -> tuple[int, bool]:
        """The width in cells, and whether there is colour: a person at a terminal who wants it.

        ``beside`` says that the page is printed though something else goes to the file that was asked for.
        """
        options = self.options
        listening = sys.stdout is not None and sys.stdout.isatty()
        printed = beside or not options.output
        colour = listening and printed and "NO_COLOR" not in os.environ
        width = options.width or (columns(100) if listening else 100)
        return max(width, NARROWEST), colour

    def write(self, text: str | bytes, language: Language) -> int:
        """Print the text or write it to the file that was asked for; the exit code, 0 or 2."""
        problem = emit(text, self.options.output)
        return self.refuse([problem], language) if problem else 0

    def refuse(self, problems: Sequence[Problem], language: Language) -> int:
        """Print the problems, as data where data was asked for, otherwise for a person; the exit code 2."""
        if self.options.format == "json":
            emit(pretty(problems_json(problems, language)), None)
        else:
            self.tell(problems, language)
        return 2

    def tell(self, problems: Sequence[Problem], language: Language) -> None:
        """Print problems for a person, at a terminal in lines of its width."""
        complain(render_problems(problems, language, _fit()))


def _fit() -> Callable[[str], list[str]] | None:
    """What breaks a sentence into lines that the terminal need not break; None where it is not one."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    layout, width = Layout(cells, ascii=False), columns(100) - INDENT
    return lambda text: layout.wrap(text, width)


def pretty(value: object) -> str:
    """A JSON document as it is printed."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def names(text: str | None) -> list[str]:
    """The names of an option that takes several, with commas between."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def locale_language() -> Language:
    """The language of the surroundings."""
    found: Any = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((name for name in found if name), "").startswith("zh") else "en"
