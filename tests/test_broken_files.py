"""Files with one mistake each: what is said of it, where the caret stands, and that nothing else is said.

The first line of a file of ``broken/`` names the code and, between backticks, the characters that are wrong.
``broken/expected.yaml`` holds every sentence in both languages; UPDATE_EXPECTED=1 stores it anew.
The files of facts (``facts-*``) are read against ``broken/good.yaml``.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import engine
import rubric
from engine import load_facts, score
from rubric.load import load_rubric
from rubric.problems import Problem
from rubric.report import CLIP, cells, excerpt, render_problems, visible
from rubric.source import Table, read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.place import Place

BROKEN = Path(__file__).parent / "broken"
EXPECTED = BROKEN / "expected.yaml"
HEAD = re.compile(r"# (?P<code>[A-Z]\d+) `(?P<meant>.*)` \S")
# What has no comments: what is wrong with it is said here.
BARE = {
    "facts-bad-quote.csv": ("F616", '"'),
    "facts-column-unknown.csv": ("F614", "数值"),
    "facts-empty.csv": ("F621", ""),
    "facts-no-header.csv": ("F613", "预算数"),
    "facts-stray-cell.csv": ("F615", "371.57"),
    "not-utf8.yaml": ("Y101", ""),
}
FILES = [
    path for path in sorted(BROKEN.iterdir()) if path.name in BARE or HEAD.match(path.read_text("utf-8"))
]
# What is not installed everywhere; the modules behind it state no problem of their own.
EXTRAS = ("pyspark", "py4j")
SAID = ("zh", "fix_zh", "en", "fix_en")


@cache
def problems_of(path: Path) -> tuple[Problem, ...]:
    if not path.name.startswith("facts-"):
        return tuple(load_rubric(path)[1])
    good, problems = load_rubric(BROKEN / "good.yaml")
    assert good is not None, render_problems(problems, "en")
    return tuple(load_facts(path, good)[1])


def meant(path: Path) -> tuple[str, str]:
    if path.name in BARE:
        return BARE[path.name]
    found = HEAD.match(path.read_text("utf-8"))
    assert found is not None
    return found["code"], found["meant"]


def marked(place: Place) -> str:
    """The characters of a place that stand on its first line."""
    return place.source.text[place.start : place.start + place.end_column - place.column]


def said(problem: Problem) -> dict[str, str]:
    place = problem.place
    at = f"{place.line}:{place.column}-{place.end_column}" if place else ""
    sentences = [
        f(language).replace(f"{BROKEN}/", "")
        for language in ("zh", "en")
        for f in (problem.message, problem.hint)
    ]
    return {"code": problem.code, "at": at, **dict(zip(SAID, sentences, strict=True))}


@cache
def stored() -> dict[str, dict[str, str]]:
    source, _ = read_source(EXPECTED)
    assert source is not None
    value, problems = read_yaml(source)
    assert isinstance(value, Table), render_problems(problems, "en")
    return value  # type: ignore[return-value]  # a mapping of mappings of texts


def store() -> None:
    lines = ["# What is said of every file of this folder. UPDATE_EXPECTED=1 stores it anew."]
    for path in FILES:
        lines.append(f"{path.name}:")
        entry = said(problems_of(path)[0])
        lines += [f"  {key}: {json.dumps(text, ensure_ascii=False)}" for key, text in entry.items()]
    EXPECTED.write_text("\n".join(lines) + "\n", "utf-8")


if os.environ.get("UPDATE_EXPECTED"):
    store()


def test_the_twins_without_a_mistake_are_read() -> None:
    good, problems = load_rubric(BROKEN / "good.yaml")
    assert good is not None, render_problems(problems, "en")
    facts, problems = load_facts(BROKEN / "good-facts.yaml", good)
    assert facts is not None, render_problems(problems, "en")
    assert score(good, facts).complete


def test_there_are_many_files() -> None:
    assert len(FILES) >= 90
    assert {path.name for path in FILES} == set(stored())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_one_mistake_is_one_problem_that_is_said_well(path: Path) -> None:
    problems = problems_of(path)
    assert len(problems) == 1, render_problems(problems, "en")
    problem, (code, characters) = problems[0], meant(path)
    assert problem.code == code
    assert said(problem) == stored()[path.name]
    if problem.place is not None:
        assert marked(problem.place) == characters
        assert under_the_caret(problem.place) == visible(characters[:CLIP])


def under_the_caret(place: Place) -> str:
    """The characters of the excerpt that stand over its carets."""
    line, carets = excerpt(place).split("\n")
    start, width = carets.index("^"), carets.count("^")
    at, found = 0, ""
    for char in line:
        if start <= at < start + width:
            found += char
        at += cells(char)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_both_languages_say_what_is_wrong_and_what_to_do(path: Path) -> None:
    for key, text in said(problems_of(path)[0]).items():
        assert "None" not in text, key
        assert not re.search(r"\(\)|“”|\s{2}|[:：] ?[。.]$", text), text
        if key in SAID:
            chinese = re.search(r"[\u4e00-\u9fff]", text) is not None
            assert chinese or key.endswith("en"), text
            assert text[0] not in "，。；", text


# -- many mistakes in one file -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["many", "many-facts", "many-yaml"])
def test_all_mistakes_of_a_file_are_told_in_one_run(name: str) -> None:
    path = BROKEN / f"{name}.yaml"
    lines = path.read_text("utf-8").split("\n")
    due = [
        (number, found[1])
        for number, line in enumerate(lines, 1)
        if (found := re.search(r"# ([A-Z]\d+)$", line))
    ]
    if name == "many-facts":
        good, _ = load_rubric(BROKEN / "good.yaml")
        assert good is not None
        problems = load_facts(path, good)[1]
    else:
        problems = load_rubric(path)[1]
    told = [(problem.place.line, problem.code) for problem in problems if problem.place]
    assert told == due, render_problems(problems, "en")
    assert len(due) >= 5


# -- every kind of problem ---------------------------------------------------------------------------

WORKBOOK = "only a workbook can be so: tests/unit/test_facts_cells.py"
# Tables of many subjects (tests/batch), what a command and its options are asked for, the questions of a
# check, and the tests of a rubric (tests/unit/test_rubric_tests.py).
COMMANDS = "BCKT"
LARGE = "needs a file of many thousand lines: tests/cli/test_hostile.py"
JUDGED = "needs a rubric of judged rows: tests/unit/test_facts_judged.py"
NOT_BY_A_FILE = {
    "NotYaml": "what none of its kinds describes: tests/unit/test_source.py",
    "FormulaCell": WORKBOOK,
    "NearSheet": WORKBOOK,
    "NoWorkbook": WORKBOOK,
    "NoWorkbooks": WORKBOOK,
    "WhichSheet": WORKBOOK,
    "TooLarge": LARGE,
    "TooManyCells": LARGE,
    "TooManyKeys": LARGE,
    "TooManyRows": LARGE,
    "PointsOfNothing": JUDGED,
    "RowPoints": JUDGED,
    "RowTaken": "it takes a rubric whose groups share rows: tests/unit/test_rows.py",
}


def kinds(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for below in kind.__subclasses__():
        yield below
        yield from kinds(below)


def import_all() -> None:
    for package in (rubric, engine):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            try:
                importlib.import_module(module.name)
            except ModuleNotFoundError as error:
                if error.name not in EXTRAS:
                    raise


def test_every_kind_of_problem_is_met() -> None:
    import_all()
    met = {type(problem) for path in FILES for problem in problems_of(path)}
    own = [kind for kind in kinds() if kind.code and kind.__module__.split(".")[0] in ("rubric", "engine")]
    own = [kind for kind in own if kind.code[0] not in COMMANDS]
    missing = {kind.__name__ for kind in own if kind not in met}
    assert missing == set(NOT_BY_A_FILE)


def test_a_code_stands_for_one_family() -> None:
    import_all()
    first: dict[str, type[Problem]] = {}
    for kind in kinds():
        root: Any = next(
            k for k in reversed(kind.__mro__) if issubclass(k, Problem) and k.__dict__.get("code")
        )
        if kind.code:
            assert first.setdefault(kind.code, root) is root, kind
