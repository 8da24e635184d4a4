"""The command ``rubric``."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.facts_blank import Form
    from engine.scorecard import Scorecard
    from rubric.problems import Language, Problem

NARROWEST = 60
FORMS: Final[Mapping[str, Form]] = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".xlsx": "xlsx"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 scored, 1 incomplete, 2 unreadable input."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rubric", description="评分与解释 · scores and explains")
    commands = parser.add_subparsers(dest="command", required=True)
    score = commands.add_parser("score", help="按评分表计分并逐项说明 · score, with reasons")
    _inputs(score, _score)
    score.add_argument("--only", metavar="PATH", help="只看一个指标及其下级 · one item and what is below it")
    score.add_argument("--depth", type=_positive, metavar="N", help="只显示 N 级 · that many levels")
    score.add_argument("--lost", action="store_true", help="只看失分 · only what lost points")
    score.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    explain = commands.add_parser("explain", help="把指标的每一步讲清 · one item to the last step")
    _inputs(explain, _explain)
    explain.add_argument("items", nargs="+", metavar="ITEM", help="指标的名称或路径 · its name or path")
    facts = commands.add_parser("facts", help="空白事实文件 · an empty facts file to fill in")
    facts.add_argument("rubric", metavar="RUBRIC", help="评分表文件或内置名称 · a file or a ready-made name")
    facts.add_argument("-o", "--output", metavar="FILE", help=".yaml .csv .xlsx，不覆盖 · never over a file")
    facts.add_argument("--lang", choices=("zh", "en"), help="语言 · language")
    facts.set_defaults(run=_facts, format="text")
    schema = commands.add_parser("schema", help="数据格式（JSON Schema）· the JSON Schema of a format")
    schema.add_argument("of", choices=("scorecard",))
    schema.set_defaults(run=_schema, output=None, format="text", lang=None)
    return parser


def _inputs(parser: argparse.ArgumentParser, run: object) -> None:
    parser.add_argument("rubric", metavar="RUBRIC", help="评分表文件或内置名称 · a file or a ready-made name")
    parser.add_argument("facts", metavar="FACTS", help="事实文件 · the facts file")
    parser.add_argument("-o", "--output", metavar="FILE", help="写入文件 · write to a file")
    parser.add_argument("--lang", choices=("zh", "en"), help="语言 · language")
    parser.add_argument("--width", type=_positive, help="宽度（字符格）· width in cells")
    parser.add_argument("--ascii", action="store_true", help="只用简单符号 · plain signs only")
    parser.set_defaults(run=run, format="text")


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:6]) < 100_000 or len(text) > 5:
        raise argparse.ArgumentTypeError(f"{text[:20]!r}: 1 … 99999")
    return int(text)


def _score(options: argparse.Namespace) -> int:
    card, language = _card(options)
    if card is None:
        return 2
    if options.only and not _known([options.only], card, options, language):
        return 2
    return _emit(_rendered(card, options, language), card, options, language)


def _explain(options: argparse.Namespace) -> int:
    from engine.render.terminal import render_explain

    card, language = _card(options)
    if card is None or not _known(options.items, card, options, language):
        return 2
    width, colour = _page(options)
    text = render_explain(
        card, options.items, language=language, width=width, colour=colour, ascii=options.ascii
    )
    return _emit(text, card, options, language)


def _facts(options: argparse.Namespace) -> int:
    from pathlib import Path

    from engine.facts_blank import blank_facts
    from engine.output import emit
    from engine.output_problems import FileExists, UnknownForm
    from rubric.load import load_rubric

    rubric, problems = load_rubric(options.rubric)
    language: Language = options.lang or (rubric.language if rubric else _locale())
    if rubric is None:
        return _refuse(problems, options, language)
    form = FORMS.get(Path(options.output).suffix.lower() if options.output else ".yaml")
    if form is None:
        return _refuse([UnknownForm(name=options.output)], options, language)
    if options.output and os.path.lexists(options.output):
        return _refuse([FileExists(name=options.output)], options, language)
    blank, problems = blank_facts(rubric, form, language, options.rubric)
    if blank is None:
        return _refuse(problems, options, language)
    problem = emit(blank, options.output)
    return _refuse([problem], options, language) if problem else 0


def _schema(options: argparse.Namespace) -> int:
    import json

    from engine.output import emit
    from engine.render.json import json_schema

    emit(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", options.output)
    return 0


def _card(options: argparse.Namespace) -> tuple[Scorecard | None, Language]:
    """The scorecard, or None with the problems already printed."""
    from engine.facts import load_facts
    from engine.score import score
    from rubric.load import load_rubric

    rubric, problems = load_rubric(options.rubric)
    language: Language = options.lang or (rubric.language if rubric else _locale())
    if rubric is None:
        _refuse(problems, options, language)
        return None, language
    facts, problems = load_facts(options.facts, rubric)
    if facts is None:
        _refuse(problems, options, language)
        return None, language
    return score(rubric, facts), language


def _known(paths: Sequence[str], card: Scorecard, options: argparse.Namespace, language: Language) -> bool:
    """Whether the scorecard has every one of these items; what it lacks is said."""
    from engine.explain import find, nearest_path
    from engine.output_problems import NoSuchItem

    problems: list[Problem] = []
    for path in paths:
        if find(card, path) is None:
            near = nearest_path(card, path)
            zh, en = (f"是不是“{near}”？", f"Did you mean {near}? ") if near else ("", "")
            problems.append(NoSuchItem(name=path, near_zh=zh, near_en=en))
    if problems:
        _refuse(problems, options, language)
    return not problems


def _rendered(card: Scorecard, options: argparse.Namespace, language: Language) -> str:
    if options.format == "json":
        import json

        from engine.render.json import to_json

        return json.dumps(to_json(card, language), ensure_ascii=False, indent=2) + "\n"
    if options.format == "markdown":
        from engine.render.markdown import render_markdown

        return render_markdown(card, language, only=options.only, depth=options.depth, lost=options.lost)
    from engine.render.terminal import render_text

    width, colour = _page(options)
    return render_text(
        card,
        language=language,
        width=width,
        colour=colour,
        ascii=options.ascii,
        only=options.only,
        depth=options.depth,
        lost=options.lost,
    )


def _page(options: argparse.Namespace) -> tuple[int, bool]:
    listening = sys.stdout is not None and sys.stdout.isatty()
    colour = listening and not options.output and "NO_COLOR" not in os.environ
    width = options.width or (shutil.get_terminal_size((100, 24)).columns if listening else 100)
    return max(width, NARROWEST), colour


def _emit(text: str, card: Scorecard, options: argparse.Namespace, language: Language) -> int:
    from engine.output import emit

    problem = emit(text, options.output)
    if problem is not None:
        _refuse([problem], options, language)
        return 2
    return 0 if card.complete else 1


def _locale() -> Language:
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((name for name in names if name), "").startswith("zh") else "en"


def _refuse(problems: Sequence[Problem], options: argparse.Namespace, language: Language) -> int:
    """Print the problems, as data where data was asked for, otherwise for a person; the exit code 2."""
    from engine.output import complain, emit
    from rubric.report import problems_json, render_problems

    if options.format == "json":
        import json

        emit(json.dumps(problems_json(problems, language), ensure_ascii=False, indent=2) + "\n", None)
    else:
        complain(render_problems(problems, language))
    return 2


if __name__ == "__main__":
    sys.exit(main())
