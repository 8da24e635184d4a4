"""Lookups at their edges: decision tables in files of their own, and what is said of rows that are not right."""

from __future__ import annotations

import ast
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from engine import load_facts_text, score
from rubric import load_rubric, load_rubric_text
from tests.unit.test_killed_rules import HEAD, PAIRS, rubric_of, rule_of

F = Fraction


def told(rule: str) -> list[Any]:
    return rubric_of(rule)[1]


# -- rows in the rubric ------------------------------------------------------------------------------


def test_a_lookup_of_one_quantity_tells_it_and_where_it_stands() -> None:
    one, two = rule_of("lookup: {of: kind, table: {x: 3, y: 2, z: 1}}"), rule_of(PAIRS)
    assert one.quantity is not None
    assert ast.unparse(one.quantity) == "kind"
    assert two.quantity is None
    assert one.place is not None
    assert two.place is not None
    assert [
        rule.place.source.text[rule.place.start : rule.place.end] for rule in (one, two) if rule.place
    ] == [
        "kind",
        "size",
    ]
    tests = [ast.unparse(b.test) for b in (*one.branches, *two.branches) if b.test is not None]
    assert tests == [
        "kind == 'x'", "kind == 'y'", "kind == 'z'", "size == 's' and yes_", "size == 's' and (not yes_)",
        "size == 'l' and yes_", "size == 'l' and (not yes_)",
    ]  # fmt: skip


def test_a_choice_that_is_none_is_told_with_those_there_are() -> None:
    [wrong] = told("lookup: {of: yes_, table: {yes: 1, maybe: 2}}")
    assert (wrong.code, wrong.name, wrong.word, wrong.known) == ("P517", "yes_", "maybe", "是、否 / yes, no")
    [wrong] = told("lookup: {of: kind, table: {x: 1, y: 2, w: 3}}")
    assert (wrong.name, wrong.word, wrong.known) == ("kind", "w", "x、y、z")


def test_rows_that_are_not_right_are_told_by_their_words() -> None:
    [empty] = told("lookup: {of: [kind, size], table: [{kind: x, size: s, earns: }]}")
    assert (empty.code, empty.word, text_at(empty)) == ("P517", "x", "x")
    [twice] = told(PAIRS + "    - {size: s, yes_: yes, earns: 4}\n")
    assert (twice.code, twice.words, text_at(twice)) == ("P518", "s、yes", "s")
    rows = "lookup: {of: [kind, size], table: [1, {kind: x, size: s, earns: 1}]}"
    for rule, at in ((rows, "1"), (rows.replace("[1,", "[{kind: y, earns: 2},"), "{kind: y, earns: 2}")):
        [unclear] = told(rule)
        assert (unclear.code, unclear.columns, text_at(unclear)) == ("P517", "“kind”、“size”", at)


def text_at(problem: Any) -> str:
    place = problem.place
    return str(place.source.text[place.start : place.end])


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("lookup: {of: [kind, zzz], table: [{kind: x, zzz: s, earns: 1}]}", ["N305"]),
        ("lookup: {of: [kind, a], table: [{kind: x, a: s, earns: 1}]}", ["P517"]),
        ("lookup: {of: kind, table: {x: zzz, y: 1}}", ["P519"]),
        ("lookup: {of: kind, table: []}", ["P520"]),
        ("lookup: {of: kind, table: 表.csv}", ["P520"]),
        ("lookup: {of: kind, table: {w: 1, x: , y: 2}}", ["P517", "P517"]),
    ],
)
def test_what_follows_from_a_mistake_is_not_told_too(rule: str, codes: list[str]) -> None:
    assert [problem.code for problem in told(rule)] == codes


@pytest.mark.parametrize(
    "rule",
    [
        "lookup: {of: way, table: {site: 4, wall: 1}}",
        "lookup: {of: [way, kind], table: [{way: site, kind: x, earns: 4}]}",
        "cases: [{when: way == 'site', earns: 4}, {when: \"way in ('wall', 'board')\", earns: 1}, {otherwise: 0}]",
        "formula: count(rows, way == 'site')",
        "formula: points * lookup(way, 'site', 1, 'wall', 0)",
    ],
)
def test_a_choice_without_choices_is_told_once_and_not_where_it_is_read(rule: str) -> None:
    way = "way: {type: choice}"
    declared = f"facts:\n  {way}\n  rows: {{type: table, columns: {{{way}}}}}\n"
    text = HEAD.format(points=10).replace("facts:\n", declared)
    _, problems = load_rubric_text(f"{text}    {rule}\n")
    assert [(problem.code, problem.message("en").split()[0]) for problem in problems] == [("P528", "way")] * 2


# -- rows in a file ----------------------------------------------------------------------------------


def written(folder: Path, table: str, of: str = "[size, yes_]") -> Path:
    (folder / "t.csv").write_text(table, "utf-8")
    path = folder / "r.yaml"
    path.write_text(HEAD.format(points=10) + f"    lookup: {{of: {of}, table: t.csv}}\n", "utf-8")
    return path


TABLE = "size, yes_ ,earns\ns,yes,1\n\ns, no ,2\n,,\nl,是,3.5\nl,否,40%\n"


def test_a_table_in_a_file_is_read_row_by_row(tmp_path: Path) -> None:
    rubric, problems = load_rubric(written(tmp_path, TABLE))
    assert rubric is not None
    assert problems == []
    due = {("s", "yes"): 1, ("s", "no"): 2, ("l", "yes"): F(7, 2), ("l", "no"): 4}
    for (size, yes), points in due.items():
        facts, _ = load_facts_text(f"facts: {{size: {size}, yes_: {yes}}}", rubric)
        assert facts is not None
        assert score(rubric, facts).root.items[0].exact == points
    [rule] = [one.rule for one in rubric.root.items]
    assert rule is not None
    assert [b.place.line for b in rule.branches if b.place] == [2, 4, 6, 7]
    assert [text_at(b) for b in rule.branches] == ["s,yes,1", "s, no ,2", "l,是,3.5", "l,否,40%"]


def test_a_table_of_one_quantity_may_stand_in_a_file(tmp_path: Path) -> None:
    rubric, problems = load_rubric(written(tmp_path, "得,kind\n3,x\n2,y\n1,z\n", "kind"))
    assert (rubric is not None, problems) == (True, [])


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("", [("P520", None)]),
        ("size,yes_,earns\n", [("P520", None)]),
        (TABLE.replace("s,yes,1", "s,yes"), [("P517", 2)]),
        (TABLE.replace("s,yes,1", "s,yes,1,,"), []),
        (TABLE.replace("s,yes,1", "s,yes,1,9"), [("P517", 2)]),
        (TABLE.replace("l,否,40%\n", ""), [("P519", None)]),
        (TABLE.replace("l,否,40%", "l,maybe,4"), [("P517", 7)]),
        (TABLE + "s,yes,1\n", [("P518", 8)]),
        (TABLE.replace("size,", "sizes,"), [("P517", n) for n in (2, 4, 6, 7)]),
        (TABLE.replace("3.5", "3.5 zzz"), [("N301", 6)]),
    ],
)
def test_what_is_wrong_with_a_table_is_told_at_its_row(
    table: str, told: list[tuple[str, int | None]], tmp_path: Path
) -> None:
    _, problems = load_rubric(written(tmp_path, table))
    found = [(one.code, one.place.line if one.place and one.place.source.name.endswith("csv") else None)
             for one in problems]  # fmt: skip
    assert found == told


def test_a_cell_that_is_too_long_makes_no_table(tmp_path: Path) -> None:
    [problem] = load_rubric(written(tmp_path, f"size,yes_,earns\n{'s' * 140_000},yes,1\n"))[1]
    assert (problem.code, getattr(problem, "name", "")) == ("P520", "t.csv")
    assert "它不是 CSV" in problem.message("zh")
    assert "it is not CSV" in problem.message("en")
    assert "XX" not in problem.message("zh") + problem.message("en")
