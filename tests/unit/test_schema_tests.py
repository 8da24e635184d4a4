"""The JSON Schema of tests: in a rubric, and in files of their own."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft7Validator

from engine.facts_entry import ENTRY
from engine.facts_yaml import TOP
from engine.judgements import KEYS
from rubric.schema import rubric_schema, schema_of_tests
from tests.cli.test_fmt_tests import BESIDE, ENGLISH, HEAD, TESTS
from tests.unit.test_schema import plain, said

RUBRIC = Draft7Validator(rubric_schema())
FILE = Draft7Validator(schema_of_tests())


def test_the_schema_is_sound() -> None:
    Draft7Validator.check_schema(schema_of_tests())


@pytest.mark.parametrize("path", BESIDE, ids=lambda path: path.parent.name)
def test_every_file_of_tests_is_valid(path: Any) -> None:
    whole = plain(path.read_text("utf-8"))
    assert said(FILE, whole) == []
    assert said(FILE, {**whole, "分直": 1}) != []


@pytest.mark.parametrize("tests", [TESTS, ENGLISH])
def test_tests_in_a_rubric_are_valid(tests: str) -> None:
    assert said(RUBRIC, plain(HEAD + tests)) == []
    assert said(FILE, plain(tests)[next(iter(plain(tests)))]) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("名称: 得分", "名字: 得分"),
        ("基准:", "基数:"),
        ("容差: 0.01", "容差: [0.01]"),
        ("评价单位: 某", "评价: 某"),
        ("得分率: 100%", "得分律: 100%"),
        ("可变: 是", "可变: 也许"),
        ("期望: {问题: F401}", "结果: {问题: F401}"),
        ("{得分: 4, 容差: 0}", "{得分: 4, 误差: 0}"),
        ("已附: {一: {理由: 有, ", "已附: {一: {原因: 有, "),
        ("总分: 9,", "总分: {分: 9},"),
    ],
)
def test_a_mistake_in_tests_is_found_before_the_program_runs(good: str, bad: str) -> None:
    assert good in TESTS
    whole = plain(HEAD + TESTS.replace(good, bad, 1))
    assert said(RUBRIC, whole) != []
    assert said(FILE, whole["样例"]) != []


def test_one_test_is_no_list_of_them() -> None:
    one = {"名称": "头", "期望": {"总分": 9}}
    assert said(FILE, [one]) == []
    assert said(FILE, one) != []
    assert said(RUBRIC, {**plain(HEAD), "样例": one}) != []


def test_every_key_of_a_facts_file_is_offered() -> None:
    held = schema_of_tests()["definitions"]
    for name, words in (("Entry", ENTRY), ("Facts", TOP), ("Judged", KEYS)):
        assert words <= set(held[name]["properties"])
