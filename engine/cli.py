"""The command ``rubric``."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from engine.cli_parser import read_arguments

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from engine.facts_blank import Form
    from engine.facts_given import Facts
    from engine.scorecard import Scorecard
    from rubric.audit import Finding
    from rubric.model import Rubric
    from rubric.problems import Language, Problem

NARROWEST = 60
FORMS: Final[Mapping[str, Form]] = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".xlsx": "xlsx"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 done, 1 incomplete or to be done, 2 unreadable input."""
    options = read_arguments(arguments, _RUNS)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130


class _Scored(NamedTuple):
    """A scorecard with what it was made of."""

    card: Scorecard
    rubric: Rubric
    facts: Facts


# -- score and explain -----------------------------------------------------------------------------------


def _score(options: argparse.Namespace) -> int:
    scored, language = _scored(options)
    if scored is None:
        return 2
    if options.only and not _known([options.only], scored.card, options, language):
        return 2
    return _emit(_rendered(scored, options, language), scored.card, options, language)


def _explain(options: argparse.Namespace) -> int:
    from engine.render.terminal import render_explain

    scored, language = _scored(options)
    items = options.files[2:]
    if scored is None or not _known(items, scored.card, options, language):
        return 2
    width, colour = _page(options)
    text = render_explain(
        scored.card,
        items,
        language=language,
        width=width,
        colour=colour,
        ascii=options.ascii,
        restore=_restore(scored, language),
    )
    return _emit(text, scored.card, options, language)


def _scored(options: argparse.Namespace) -> tuple[_Scored | None, Language]:
    """The scorecard, or None with the problems already printed."""
    from engine.facts import load_facts
    from engine.score import score
    from rubric.load import load_rubric

    name, facts_name = _named(options)
    if name is None:
        return None, options.lang or _locale()
    rubric, problems = load_rubric(name)
    language = _language(options, rubric)
    if rubric is None:
        _refuse(problems, options, language)
        return None, language
    facts, problems = load_facts(facts_name, rubric)
    if facts is None:
        _refuse(problems, options, language)
        return None, language
    return _Scored(score(rubric, facts), rubric, facts), language


def _named(options: argparse.Namespace) -> tuple[str | None, str]:
    """The rubric and the facts; no rubric where the facts stand alone and name none, which is then said."""
    if len(options.files) > 1:
        return options.files[0], options.files[1]
    from engine.facts_rubric import rubric_of

    facts = options.files[0]
    name, problems = rubric_of(facts)
    if name is None:
        _refuse(problems, options, options.lang or _locale())
    return name, facts


def _restore(scored: _Scored, language: Language) -> Mapping[str, str]:
    from engine.questions.restore import restorations

    return restorations(scored.rubric, scored.facts, scored.card, language)


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


def _rendered(scored: _Scored, options: argparse.Namespace, language: Language) -> str:
    if options.format == "json":
        from engine.render.json import to_json

        return _pretty(to_json(scored.card, language))
    restore = _restore(scored, language)
    if options.format == "markdown":
        from engine.render.markdown import render_markdown

        only, depth, lost = options.only, options.depth, options.lost
        return render_markdown(scored.card, language, only=only, depth=depth, lost=lost, restore=restore)
    from engine.render.terminal import render_text

    width, colour = _page(options)
    return render_text(
        scored.card,
        language=language,
        width=width,
        colour=colour,
        ascii=options.ascii,
        only=options.only,
        depth=options.depth,
        lost=options.lost,
        restore=restore,
    )


def _page(options: argparse.Namespace) -> tuple[int, bool]:
    listening = sys.stdout is not None and sys.stdout.isatty()
    colour = listening and not options.output and "NO_COLOR" not in os.environ
    width = options.width or (shutil.get_terminal_size((100, 24)).columns if listening else 100)
    return max(width, NARROWEST), colour


def _emit(text: str, card: Scorecard, options: argparse.Namespace, language: Language) -> int:
    if _written(text, options, language):
        return 2
    return 0 if card.complete and not card.failed else 1


# -- the other commands ----------------------------------------------------------------------------------


def _facts(options: argparse.Namespace) -> int:
    from pathlib import Path

    from engine.facts_blank import blank_facts
    from engine.facts_rubric import name_for
    from engine.output_problems import FileExists, UnknownForm
    from rubric.load import load_rubric

    rubric, problems = load_rubric(options.rubric)
    language = _language(options, rubric)
    if rubric is None:
        return _refuse(problems, options, language)
    form = FORMS.get(Path(options.output).suffix.lower() if options.output else ".yaml")
    if form is None:
        return _refuse([UnknownForm(name=options.output)], options, language)
    if options.output and os.path.lexists(options.output):
        return _refuse([FileExists(name=options.output)], options, language)
    blank, problems = blank_facts(rubric, form, language, name_for(options.rubric, options.output))
    if blank is None:
        return _refuse(problems, options, language)
    return _written(blank, options, language)


def _list(options: argparse.Namespace) -> int:
    from engine.output_folder import ready_made
    from engine.output_list import render_list
    from rubric.load import load_rubric

    language: Language = options.lang or _locale()
    found: dict[str, Rubric] = {}
    for name in ready_made():
        rubric, problems = load_rubric(name)
        if rubric is None:
            return _refuse(problems, options, language)
        found[name] = rubric
    return _written(render_list(found, language), options, language)


def _new(options: argparse.Namespace) -> int:
    from engine.output import emit
    from engine.output_folder import copied_text, copy_ready_made
    from rubric.load import load_rubric

    files, problems = copy_ready_made(options.ready, options.output, options.name)
    if problems:
        return _refuse(problems, options, options.lang or _locale())
    emit(copied_text(files, _language(options, load_rubric(options.ready)[0])), None)
    return 0


def _fmt(options: argparse.Namespace) -> int:
    from engine.fmt import format_files, formatted_text
    from engine.output import emit

    found = format_files(options.files, options.keys, check=options.check)
    language: Language = options.lang or found.language or _locale()
    if found.problems:
        return _refuse(found.problems, options, language)
    emit(formatted_text(found, language, check=options.check), None)
    return 1 if options.check and any(found.changes.values()) else 0


def _check(options: argparse.Namespace) -> int:
    from engine.output_problems import UnknownCheck
    from rubric.audit import CHECKS, SEVERITIES, audit, clean, findings_json, render_findings
    from rubric.load import load_rubric
    from rubric.problems import did_you_mean

    selected = _names(options.select) or list(CHECKS)
    ignored = _names(options.ignore)
    for name in (*selected, *ignored):
        if name not in CHECKS:
            zh, en = did_you_mean(name, CHECKS)
            unknown = UnknownCheck(name=name, known="、".join(CHECKS), near_zh=zh, near_en=en)
            return _refuse([unknown], options, options.lang or _locale())
    findings: list[Finding] = []
    for file in options.files:
        rubric, problems = load_rubric(file)
        language = _language(options, rubric)
        if rubric is None:
            return _refuse(problems, options, language)
        findings += audit(rubric, [name for name in selected if name not in ignored])
    data = options.format == "json"
    text = _pretty(findings_json(findings, language)) if data else render_findings(findings, language)
    _written(text or clean(language), options, language)
    worst = SEVERITIES.index(options.fail_on)
    return 1 if any(SEVERITIES.index(finding.severity) <= worst for finding in findings) else 0


def _names(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _schema(options: argparse.Namespace) -> int:
    rubric: Rubric | None = None
    if options.rubric:
        from rubric.load import load_rubric

        rubric, problems = load_rubric(options.rubric)
        if rubric is None:
            return _refuse(problems, options, options.lang or _locale())
    language = _language(options, rubric)
    return _written(_pretty(_schema_of(options.of, rubric)), options, language)


def _schema_of(of: str, rubric: Rubric | None) -> dict[str, Any]:
    if of == "scorecard":
        from engine.render.contract import json_schema

        return json_schema()
    if of == "rubric":
        from rubric.schema import rubric_schema

        return rubric_schema()
    from engine.facts_schema import facts_schema

    return facts_schema(rubric)


def _pretty(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


# -- what is printed, and in which language --------------------------------------------------------------


def _written(text: str | bytes, options: argparse.Namespace, language: Language) -> int:
    """Print the text or write it to the file that was asked for; the exit code."""
    from engine.output import emit

    problem = emit(text, options.output)
    return _refuse([problem], options, language) if problem else 0


def _language(options: argparse.Namespace, rubric: Rubric | None) -> Language:
    found: Language = options.lang or (rubric.language if rubric else _locale())
    return found


def _locale() -> Language:
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((name for name in names if name), "").startswith("zh") else "en"


def _refuse(problems: Sequence[Problem], options: argparse.Namespace, language: Language) -> int:
    """Print the problems, as data where data was asked for, otherwise for a person; the exit code 2."""
    from engine.output import complain, emit
    from rubric.report import problems_json, render_problems

    if options.format == "json":
        emit(_pretty(problems_json(problems, language)), None)
    else:
        complain(render_problems(problems, language))
    return 2


_RUNS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "score": _score,
    "explain": _explain,
    "facts": _facts,
    "list": _list,
    "new": _new,
    "fmt": _fmt,
    "check": _check,
    "schema": _schema,
}

if __name__ == "__main__":
    sys.exit(main())
