"""The inputs of a command: the rubric and the facts that were named, read, or every problem printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from engine.explain import find, nearest_path
from engine.facts import load_facts
from engine.facts_rubric import rubric_of
from engine.output_problems import NoSuchItem
from engine.score import score
from rubric.load import load_rubric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.console import Console
    from engine.facts_given import Facts
    from engine.scorecard import Scorecard
    from rubric.model import Rubric
    from rubric.problems import Language, Problem


FACTS_FILES: Final = (".yaml", ".yml", ".json", ".csv", ".xlsx")


class Scored(NamedTuple):
    """A scorecard with what it was made of."""

    card: Scorecard
    rubric: Rubric
    facts: Facts


def read_rubric(name: str, console: Console) -> tuple[Rubric | None, Language]:
    """The rubric, or None with its problems already printed."""
    rubric, problems = load_rubric(name)
    language = console.language(rubric)
    if rubric is None:
        console.refuse(problems, language)
    return rubric, language


def read_scored(files: Sequence[str], console: Console) -> tuple[Scored | None, Language]:
    """The scorecard of ``[RUBRIC] FACTS``, or None with the problems already printed."""
    name, facts_name = _named(files, console)
    if name is None:
        return None, console.language()
    rubric, language = read_rubric(name, console)
    if rubric is None:
        return None, language
    facts, problems = load_facts(facts_name, rubric)
    if facts is None:
        console.refuse(problems, language)
        return None, language
    return Scored(score(rubric, facts), rubric, facts), language


def parted(files: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """``[RUBRIC] FACTS`` and what stands behind: the second is the facts where it is called like a file."""
    two = len(files) > 1 and files[1].lower().endswith(FACTS_FILES)
    count = 2 if two else 1
    return files[:count], files[count:]


def known(paths: Sequence[str], card: Scorecard, console: Console, language: Language) -> bool:
    """Whether the scorecard has every one of these items; what it lacks is said."""
    problems: list[Problem] = []
    for path in paths:
        if find(card, path) is None:
            near = nearest_path(card, path)
            zh, en = (f"是不是“{near}”？", f"Did you mean {near}? ") if near else ("", "")
            problems.append(NoSuchItem(name=path, near_zh=zh, near_en=en))
    if problems:
        console.refuse(problems, language)
    return not problems


def _named(files: Sequence[str], console: Console) -> tuple[str | None, str]:
    """The rubric and the facts; no rubric where the facts stand alone and name none, which is then said."""
    if len(files) > 1:
        return files[0], files[1]
    name, problems = rubric_of(files[0])
    if name is None:
        console.refuse(problems, console.language())
    return name, files[0]
