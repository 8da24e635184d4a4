"""The command ``rubric``."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.problems import Language, Problem


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 scored, 1 incomplete, 2 unreadable input."""
    options = _parser().parse_args(arguments)
    try:
        return _score(options)
    except BrokenPipeError:
        # The reader has gone; the interpreter must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rubric", description="评分与解释 · scores and explains")
    commands = parser.add_subparsers(dest="command", required=True)
    score = commands.add_parser("score", help="按评分表计分并逐项说明 · score, with reasons")
    score.add_argument("rubric", metavar="RUBRIC", help="评分表文件或内置名称 · a file or a ready-made name")
    score.add_argument("facts", metavar="FACTS", help="事实文件 · the facts file")
    score.add_argument("--lang", choices=("zh", "en"), help="语言 · language")
    score.add_argument("--width", type=int, help="宽度（字符格）· width in cells")
    return parser


def _score(options: argparse.Namespace) -> int:
    from engine.facts import load_facts
    from engine.render.terminal import render_text
    from engine.score import score
    from rubric.load import load_rubric

    rubric, problems = load_rubric(options.rubric)
    if rubric is None:
        return _refuse(problems, options.lang or _locale())
    language = options.lang or rubric.language
    facts, problems = load_facts(options.facts, rubric)
    if facts is None:
        return _refuse(problems, language)
    card = score(rubric, facts)
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    width = options.width or shutil.get_terminal_size((100, 24)).columns
    sys.stdout.write(render_text(card, language=language, width=max(width, 60), colour=colour))
    sys.stdout.flush()
    return 0 if card.complete else 1


def _locale() -> Language:
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((name for name in names if name), "").startswith("zh") else "en"


def _refuse(problems: Sequence[Problem], language: Language) -> int:
    from rubric.report import render_problems

    sys.stderr.write(render_problems(problems, language))
    return 2


if __name__ == "__main__":
    sys.exit(main())
