"""The JSON Schemas of rubrics and facts: what the loader takes is valid, and what it does not know is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from engine.cli import main
from engine.facts_schema import facts_schema
from rubric import load_rubric, load_rubric_text
from rubric.forms import Shape
from rubric.keywords import canonical_key
from rubric.parts import EachMissingShape, GradesShape, IncludedShape
from rubric.schema import rubric_schema
from rubric.shape import RubricShape
from rubric.spoken import key_spellings, word_in, word_spellings
from tests.test_patterns import PATTERNS, pattern

ROOT = Path(__file__).parents[2]
CATALOG = [
    path
    for path in sorted((ROOT / "rubric" / "catalog").glob("*/*.yaml"))
    if not path.name.endswith(".test.yaml")
]
RUBRICS = [*CATALOG, *sorted((ROOT / "examples").glob("*/rubric.yaml"))]
FACTS = sorted((ROOT / "examples").glob("*/facts*.yaml"))
TABLES = sorted(PATTERNS.glob("*.yaml"))
RUBRIC = Draft7Validator(rubric_schema())


def plain(text: str) -> Any:
    """A YAML text as an editor sees it: JSON values, whatever is a key a text."""
    return _json(YAML(typ="safe", pure=True).load(text))


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_json(held) for held in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def said(schema: Draft7Validator, value: Any) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in schema.iter_errors(value)]


def shapes(kind: type[Shape] = Shape) -> list[type[Shape]]:
    found = [below for one in kind.__subclasses__() for below in (one, *shapes(one))]
    return list(dict.fromkeys(found))


# -- rubrics -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draft", [rubric_schema(), facts_schema()], ids=["rubric", "facts"])
def test_the_schemas_are_sound(draft: dict[str, Any]) -> None:
    Draft7Validator.check_schema(draft)


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_rubric_of_the_tree_is_valid(path: Path) -> None:
    assert said(RUBRIC, plain(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_pattern_is_valid(path: Path) -> None:
    assert said(RUBRIC, plain(pattern(path)["rubric"])) == []


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_wrong_key_is_not_valid_wherever_it_stands(path: Path) -> None:
    whole = plain(path.read_text("utf-8"))
    assert said(RUBRIC, {**whole, "分直": 1}) != []
    items: dict[str, Any] = next((held for key, held in whole.items() if key in ("指标", "items")), {})
    for item in items.values():
        item["得"] = 1
        assert said(RUBRIC, whole) != []
        del item["得"]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("方式: 四舍五入", "方式: 四舍六入"),
        ("方式: 四舍五入", "mode: sideways"),
        ("于: 指标", "于: 指标们"),
        ("位数: 2", "位数: 二"),
        ("位数: 2", "位数: [2]"),
        ("类型: 整数", "类型: 整型"),
        ('范围: "[0, 5]"', "范围: [0, 5]"),
        ("扣: 1", "得: 1"),
        ("计数: 足额", "计数: 全部"),
        ("满分: 5", "说明: 5"),
        ("评分表: 试", "表: 试"),
        ("扣分:", "扣分: 1\n    要点:"),
        ("分值: 5", "分值: [5]"),
    ],
)
def test_a_mistake_is_found_before_the_program_runs(good: str, bad: str) -> None:
    text = (
        "评分表: 试\n满分: 5\n舍入: {位数: 2, 方式: 四舍五入, 于: 指标}\n"
        '事实:\n  甲: {类型: 整数, 范围: "[0, 5]"}\n'
        "指标:\n  项:\n    分值: 5\n    扣分:\n      - {量: 甲, 每: 1, 扣: 1, 计数: 足额}\n"
    )
    assert load_rubric_text(text)[0] is not None
    assert said(RUBRIC, plain(text)) == []
    assert good in text
    assert said(RUBRIC, plain(text.replace(good, bad, 1))) != []


def test_a_file_with_the_body_of_an_item_is_valid_by_itself() -> None:
    assert said(RUBRIC, plain('分值: 5\n事实: {甲: {范围: "[0, 5]"}}\n公式: 甲\n')) == []
    assert said(RUBRIC, plain("分值: 5\n公式: 甲\n版本: 1\n")) != []


# -- keys and words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.__name__)
def test_every_key_has_two_spellings_that_mean_it_and_nothing_else(shape: type[Shape]) -> None:
    taken: dict[str, str] = {}
    for word in shape.fields:
        spellings = key_spellings(word, shape)
        assert not spellings[0].isascii()
        assert word in spellings
        for spelling in spellings:
            assert canonical_key(spelling, frozenset(shape.fields)) == word
            assert taken.setdefault(spelling, word) == word


def test_every_key_is_described_in_both_languages() -> None:
    for name, held in rubric_schema()["definitions"].items():
        for key, one in held["properties"].items():
            _, zh, en = one["description"].split("\n\n")
            assert re.search("[一-鿿]", zh), (name, key)
            assert en.isascii(), (name, key)
            assert en[0].isupper(), (name, key)


@pytest.mark.parametrize("shape", [RubricShape, IncludedShape, GradesShape, EachMissingShape])
def test_keys_offered_are_those_of_the_place(shape: type[Shape]) -> None:
    assert key_spellings("points", RubricShape)[0] == "满分"
    assert key_spellings("points", IncludedShape)[0] == "分值"
    assert len({key_spellings(word, shape)[0] for word in shape.fields}) == len(shape.fields)


def test_a_word_of_two_meanings_is_spelt_by_its_place() -> None:
    assert [word_in("zh", "exact", under) for under in ("on", "tolerance")] == ["舍入前", "精确"]
    assert [word_in("zh", "error", under) for under in ("severity", "over")] == ["错误", "报错"]
    assert word_in("zh", "yes", "bonus") == "是"
    assert word_in("en", "yes", "bonus") == "yes"
    assert set(word_spellings("error")) == {"错误", "报错", "error"}


# -- facts -----------------------------------------------------------------------------------------------


def rubric_for(facts: Path) -> Any:
    named = next(held for key, held in plain(facts.read_text("utf-8")).items() if key in ("评分表", "rubric"))
    beside = facts.parent / named
    rubric, problems = load_rubric(beside if beside.is_file() else named)
    assert rubric is not None, problems
    return rubric


@pytest.mark.parametrize("path", FACTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_facts_file_is_valid_for_any_rubric_and_for_its_own(path: Path) -> None:
    value = plain(path.read_text("utf-8"))
    own = facts_schema(rubric_for(path))
    Draft7Validator.check_schema(own)
    for schema in (facts_schema(), own):
        assert said(Draft7Validator(schema), value) == []
        assert said(Draft7Validator(schema), {**value, "指标": {}}) != []
    key = next(key for key in value if key in ("事实", "facts"))
    assert said(Draft7Validator(own), {**value, key: {**value[key], "没有这个": 1}}) != []
    assert said(Draft7Validator(facts_schema()), {**value, key: {**value[key], "没有这个": 1}}) == []


@pytest.mark.parametrize("name", sorted(path.parent.name for path in CATALOG if path.stem == "rubric"))
def test_a_blank_form_is_valid(name: str, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        blank = tmp_path / f"{language}.yaml"
        assert main(["facts", name, "-o", str(blank), "--lang", language]) == 0
        value = plain(blank.read_text("utf-8"))
        for schema in (facts_schema(), facts_schema(load_rubric(name)[0])):
            assert said(Draft7Validator(schema), value) == []


SMALL = """评分表: 试
满分: 20
舍入: 不舍入
换算: {亿元: 10000 万元}
事实:
  支出: {单位: 万元, 范围: "[0, 100]", 名称: 全年支出}
  人数: {类型: 整数, 范围: "(0, inf)"}
  率: {单位: "%", 范围: "[0%, 100%]"}
  方式: {类型: 选项, 选项: [甲, "2"]}
  明细: {类型: 表, 列: {名称: {类型: 文字}, 分: {范围: "(0, inf)"}}}
指标:
  一: {分值: 5, 要点: {公开(网站): 2, 按时: 3}}
  二: {分值: 5, 评定: {等次: {好: "[50%, 100%]", 差: "[0%, 50%)"}}, 须附: [{当: 失分 > 0, 附: 理由}]}
  三: {分值: 5, 公式: "最小(5, 支出 + 人数 + 率 + (1 若 方式 == \\"甲\\" 否则 2))", 封顶: 是}
  四:
    分值: 5
    逐项: {表: 明细, 名: 名称, 分值: 分, 空表: 零分}
    给定: 是
"""


@pytest.mark.parametrize(
    ("facts", "valid"),
    [
        ("事实: {支出: 3}", True),
        ("事实: {支出: 约 3 ± 1}", True),
        ("事实: {支出: }", True),
        ("事实: {支出: {值: 3, 单位: 万元, 佐证: [甲.pdf]}}", True),
        ("事实: {支出: {value: 0.5, unit: 亿元}}", True),
        ("facts: {支出: {值: 3, 单为: 万元}}", False),
        ("事实: {支出: 101}", False),
        ("事实: {支出: -1}", False),
        ("事实: {支出: [1]}", False),
        ("事实: {人数: 0}", False),
        ("事实: {人数: 1.5}", False),
        ("事实: {率: 95%}", True),
        ("事实: {方式: 甲}", True),
        ("事实: {方式: 2}", True),
        ("事实: {方式: 丙}", False),
        ("事实: {按时: 是, 公开（网站）: 否}", True),
        ("事实: {按时: 也许}", False),
        ("事实: {一: {按时: 是}, 一/公开(网站): yes}", True),
        ("事实: {一: {按是: 是}}", False),
        ("事实: {明细: [{名称: 甲, 分: 3}]}", True),
        ("事实: {明细: {值: [{名称: 甲, 分: {值: 3}}], 来源: 表一}}", True),
        ("事实: {明细: 明细.csv}", True),
        ("事实: {明细: [{名字: 甲}]}", False),
        ("事实: {明细: [{名称: 甲, 分: 0}]}", False),
        ("评定: {二: {等次: 好, 得分率: 90%, 理由: 因为}}", True),
        ("评定: {四/甲: {得分: 1, 理由: 因为}}", True),
        ("评定: {二: {等次: 中}}", False),
        ("评定: {三: {等次: 好}}", False),
        ("已附: {二: {理由: 因为, 佐证: [甲, 乙]}}", True),
        ("已附: {二: {原因: 因为}}", False),
        ("年度: 2023\n评价单位:", True),
        ("评价单位: [甲]", False),
    ],
)
def test_the_schema_of_a_rubrics_facts_knows_its_names_and_values(facts: str, valid: bool) -> None:
    rubric, problems = load_rubric_text(SMALL)
    assert rubric is not None, problems
    assert (said(Draft7Validator(facts_schema(rubric)), plain(facts)) == []) is valid


def test_what_is_shown_over_a_fact_is_what_the_rubric_says_of_it() -> None:
    rubric, _ = load_rubric_text(SMALL)
    shown = facts_schema(rubric)["properties"]["事实"]["properties"]
    assert shown["支出"]["description"] == "支出 · 全年支出 · 万元 · [0, 100]"
    assert shown["率"]["description"] == "率 · % · [0%, 100%]"
    assert shown["方式"]["description"] == "方式 · 甲、2"


# -- the command -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (["rubric"], "评分表 · a rubric"),
        (["facts"], "事实 · facts"),
        (["facts", "department-zhanjiang"], "事实 · facts: 部门整体支出绩效自评指标评分表"),
        (["scorecard"], "Scorecard"),
    ],
)
def test_the_command_prints_a_schema_or_writes_it(
    arguments: list[str], title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema", *arguments]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed).get("title", "Scorecard") == title
    assert main(["schema", *arguments, "-o", str(tmp_path / "s.json")]) == 0
    assert (tmp_path / "s.json").read_text("utf-8") == printed


def test_the_command_refuses_what_has_no_schema(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["schema", "facts", str(tmp_path / "absent.yaml")]) == 2
    assert "Y101" in capsys.readouterr().err
    assert main(["schema", "rubric", "-o", str(tmp_path / "no" / "s.json")]) == 2
    assert "C701" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["schema", "rubric", "department-zhanjiang"])
