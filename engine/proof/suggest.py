"""Suggestions: as few facts files as were found that reach every branch which no test decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.proof.coverage import Covering
from engine.proof.coverage_text import told
from engine.proof.saved import CannotBeWrittenError, facts_yaml
from engine.proof.suggest_facts import ROWS, Trial
from engine.proof.suggest_search import SECONDS, Search
from engine.rows import row_problems
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.facts_given import Facts
    from engine.proof.branches import Decision
    from engine.proof.coverage import Coverage
    from engine.proof.suggest_facts import Setting
    from rubric.problems import Language


class Suggestion(Record):
    """Facts, and the branches that they reach."""

    facts: Facts
    reaches: tuple[Decision, ...]


class Suggested(Record):
    """The suggestions for one rubric; for ``left`` none were found, which proves nothing."""

    suggestions: tuple[Suggestion, ...]
    left: tuple[Decision, ...]


def suggest(
    coverage: Coverage,
    seconds: float = SECONDS,
    progressed: Callable[[int, int], None] | None = None,
) -> Suggested:
    """Facts for what is missing from a coverage; ``progressed`` is told how much of it is found."""
    if not coverage.missing:
        return Suggested((), ())
    covering = Covering(coverage.rubric)
    trial = Trial(covering)
    missing = {one.key: one for one in coverage.missing}
    search = Search(trial, frozenset(missing), seconds, progressed)
    search.run()
    waiting = dict(search.found)
    made: list[Suggestion] = []
    while waiting:
        setting, decided = _merged(trial, search.base, waiting)
        reached = [key for key in waiting if key in decided]
        if not reached:
            break
        facts = trial.facts(setting)
        made.append(Suggestion(facts, tuple(missing[key] for key in reached)))
        for key in reached:
            del waiting[key]
    reached_all = {one.key for suggestion in made for one in suggestion.reaches}
    return Suggested(tuple(made), tuple(one for key, one in missing.items() if key not in reached_all))


def _merged(
    trial: Trial, base: Setting, waiting: dict[str, dict[tuple[str, str], Any]]
) -> tuple[Setting, frozenset[str]]:
    """One setting that reaches as many branches as can be put together, the first of them for sure."""
    own: dict[tuple[str, str], Any] = {}
    covered: frozenset[str] = frozenset()
    wanted = frozenset(waiting)
    for key, found in waiting.items():
        change = _together(own, found) if key not in covered else None
        if change is None:
            continue
        setting = {**base, **own, **change}
        decided = trial.tried(trial.covering, setting)[0] & wanted
        if key in decided and covered <= decided and _sound(trial, setting):
            own |= change
            covered = decided
    return {**base, **own}, covered


def _together(own: Setting, change: Setting) -> dict[tuple[str, str], Any] | None:
    """A change that goes with what is set: rows stand below one another; None where it does not go."""
    made = dict(change)
    for what, value in change.items():
        if what not in own or own[what] == value:
            continue
        if what[0] != ROWS or not own[what] or not value:
            return None
        made[what] = (*own[what], *(row for row in value if row not in own[what]))
    return made


def _sound(trial: Trial, setting: Setting) -> bool:
    """Whether a facts file can hold it: its rows fit the groups, and its numbers have words."""
    facts = trial.facts(setting)
    if row_problems(trial.rubric, facts):
        return False
    try:
        facts_yaml(trial.rubric, None, facts, "en")
    except CannotBeWrittenError:
        return False
    return True


def suggestion_yaml(coverage: Coverage, one: Suggestion, name: str | None, language: Language) -> str:
    """A facts file that says in its first lines what it reaches."""
    head = "# 能测到：" if language == "zh" else "# Reaches: "
    lines = [f"{head}{told(branch, language)}".replace("\n", " ") for branch in one.reaches]
    return "\n".join([*lines, facts_yaml(coverage.rubric, name, one.facts, language)])
