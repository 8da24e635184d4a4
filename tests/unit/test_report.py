"""Problems for a person and for a program: every caret stands under its characters."""

from __future__ import annotations

import json
import re
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.render.layout import Layout
from rubric.problems import Problem, Severity
from rubric.report import INDENT, cells, excerpt, problems_json, render_problems, visible
from rubric.source import Place, Source


class Odd(Problem):
    """A problem of these tests."""

    code = "T001"
    zh = "“{name}”不对。"
    en = "{name} is wrong."
    fix_zh = "改正“{name}”。"
    fix_en = "Correct {name}."
    name: str


class Faint(Odd):
    """A warning of these tests."""

    severity: ClassVar[Severity] = "warning"


def _place(text: str, marked: str) -> Place:
    source = Source.of_text(text, "甲.yaml")
    start = source.text.index(marked)
    return Place(source, start, start + len(marked))


def test_a_problem_is_its_place_its_line_its_sentence_and_its_advice() -> None:
    place = _place("a: 1\n满分: 五十 # 注\n", "五十")
    assert render_problems([Odd(place=place, name="五十")], "zh") == (
        "甲.yaml:2:5: T001 “五十”不对。\n  2 | 满分: 五十 # 注\n    |       ^^^^\n  → 改正“五十”。\n"
    )
    assert render_problems([Odd(place=place, name="五十")], "en") == (
        "甲.yaml:2:5: T001 五十 is wrong.\n  2 | 满分: 五十 # 注\n    |       ^^^^\n  → Correct 五十.\n"
    )


@given(
    st.lists(st.text("甲乙 ab，（)", min_size=1, max_size=9), min_size=1, max_size=20), st.integers(12, 60)
)
def test_at_a_terminal_sentences_are_broken_into_lines_of_its_width(words: list[str], width: int) -> None:
    problem = Odd(place=_place("a: 1\n", "1"), name="".join(words))
    layout = Layout(cells, ascii=False)
    whole = render_problems([problem], "en")
    shown = render_problems([problem], "en", lambda text: layout.wrap(text, width - INDENT))
    assert shown.replace(" ", "").replace("\n", "") == whole.replace(" ", "").replace("\n", "")
    first, *_ = excerpt(problem.place).splitlines() if problem.place else [""]
    said, hint = shown.split(first, 1)
    assert max(cells(line) for line in (said + hint).splitlines()) <= width
    assert all(line.startswith(" ") for line in shown.splitlines()[1:])


def test_a_problem_of_no_place_is_its_sentence_and_its_advice() -> None:
    assert render_problems([Odd(name="甲")], "en") == "T001 甲 is wrong.\n  → Correct 甲.\n"


def test_a_warning_says_so() -> None:
    assert render_problems([Faint(name="甲")], "zh").startswith("T001 警告：“甲”不对。")
    assert render_problems([Faint(name="甲")], "en").startswith("T001 warning: 甲 is wrong.")


def test_problems_stand_apart_and_no_problem_is_nothing() -> None:
    assert render_problems([], "zh") == ""
    assert render_problems([Odd(name="甲"), Odd(name="乙")], "en").count("\n\nT001") == 1


@pytest.mark.parametrize(("language", "said"), [("zh", "另有 7 处"), ("en", "and 7 more")])
def test_more_than_a_hundred_problems_are_counted(language: str, said: str) -> None:
    shown = render_problems([Odd(name="甲")] * 107, "zh" if language == "zh" else "en")
    assert said in shown
    assert shown.count("T001") == 100


LINES = [
    ("甲乙: 丙丁\n", "丙", "  1 | 甲乙: 丙丁", "    |       ^^"),
    ("ａ（ b）: x\n", "b", "  1 | ａ（ b）: x", "    |      ^"),
    ("e\u0301e: x\n", "x", "  1 | e\u0301e: x", "    |     ^"),
    ("\tab: x\n", "x", "  1 |  ab: x", "    |      ^"),
    ("a: \x1b[31mx\n", "x", "  1 | a: ␛[31mx", "    |         ^"),
    ("a\n" * 99 + "b: x\n", "x", "  100 | b: x", "      |    ^"),
    ("甲: x\r\n乙: y\r\n", "y", "  2 | 乙: y", "    |     ^"),
]


@pytest.mark.parametrize(("text", "marked", "line", "carets"), LINES)
def test_the_carets_stand_under_their_characters(text: str, marked: str, line: str, carets: str) -> None:
    assert excerpt(_place(text, marked)).split("\n") == [line, carets]


def test_an_empty_place_has_one_caret_and_a_long_one_ends_with_its_line() -> None:
    source = Source.of_text("a:\nb: 1\n")
    assert excerpt(Place(source, 2, 2)).endswith("|   ^")
    assert excerpt(Place(source, 0, 8)).endswith("| ^^")
    assert excerpt(Place(source, 8, 8)) == "  3 | \n    | ^"


def test_a_long_line_is_shown_around_its_place() -> None:
    line, carets = excerpt(_place("甲" * 500_000 + "x" * 70 + "乙" * 500_000, "x" * 70)).split("\n")
    assert line == "  1 | …" + "甲" * 60 + "x" * 60 + "x" * 10 + "乙" * 50 + "…"
    assert carets == "    | " + " " * 121 + "^" * 60


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 10))
def test_carets_are_as_wide_as_what_they_mark(text: str, start: int, length: int) -> None:
    source = Source.of_text(text)
    start = min(start, len(source.text))
    line, carets = excerpt(Place(source, start, min(start + length, len(source.text)))).split("\n")
    assert cells(line) + 1 >= cells(carets.rstrip("^")) + 1
    assert re.fullmatch(r" +\| *\^+", carets)


@given(st.text())
def test_nothing_visible_steers_a_terminal(text: str) -> None:
    shown = visible(text)
    assert re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", shown) is None
    assert len(shown) == len(text)
    shown.encode()


def test_what_an_author_wrote_is_made_visible_everywhere() -> None:
    place = Place(Source.of_text("a\x1b: 1\n", "\x1b]0;x\x07.yaml"), 0, 1)
    problem = Odd(place=place, name="\x1b[2J\n\u202e")
    for shown in (render_problems([problem], "zh"), str(problems_json([problem], "en"))):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert len(render_problems([problem], "zh").split("\n")) == 5


def test_a_problem_as_data() -> None:
    place = _place("a: 1\n满分: 五十\n", "五十")
    data = problems_json([Odd(place=place, name="五十"), Faint(name="甲")], "en")
    assert list(data) == ["problems"]
    assert json.loads(json.dumps(data["problems"])) == [
        {
            "code": "T001",
            "severity": "error",
            "file": "甲.yaml",
            "line": 2,
            "column": 5,
            "end_column": 7,
            "message": "五十 is wrong.",
            "hint": "Correct 五十.",
        },
        {
            "code": "T001",
            "severity": "warning",
            "file": None,
            "line": None,
            "column": None,
            "end_column": None,
            "message": "甲 is wrong.",
            "hint": "Correct 甲.",
        },
    ]
