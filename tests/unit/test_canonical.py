"""The canonical form of a rubric: the same for every spelling of one meaning, another for another meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric import load_rubric, load_rubric_text
from rubric.canonical import canonical_form, digest
from rubric.source import Source, Table, Text, read_yaml
from tests.test_patterns import PATTERNS, pattern

BASE = """评分表: 试
版本: "1"
满分: 20
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
等级: {按: 舍入后, 优: "[10, 20]", 差: "[0, 10)"}
事实:
  甲: {范围: "[0, inf)", 备注: 一则备注}
  逾期: {类型: 是否}
核对:
  合理: {式: 甲 < 100, 容差: 精确, 严重: 错误}
指标:
  一:
    分值: 5
    扣分: [{量: 甲, 每: 1, 扣: 0.5, 计数: 足额}]
  二:
    分值: 5
    分档: {量: 甲, 档: {"[0, 0.8)": 80%, "[0.8, inf)": 5}}
  三:
    分值: 5
    对照: {量: 逾期, 表: {是: 0, 否: 分值}}
  四:
    分值: 5
    评定: {等次: {好: "[50%, 100%]", 差: "[0%, 50%)"}}
"""


def sha(text: str) -> str:
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, problems
    return rubric.sha256


def table(text: str) -> Table:
    value, problems = read_yaml(Source.of_text(text))
    assert isinstance(value, Table), problems
    return value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("评分表: 试", "rubric: 试"),
        ("评分表: 试", "评分表:   试  # 注"),
        ("评分表: 试", '"评分表": "试"'),
        ("满分: 20", "满分: 20.00"),
        ("满分: 20", "分值: 20.0"),
        ("方式: 四舍五入, 于: 指标", "于: [item], mode: half_up"),
        ("舍入: {位数: 2, 方式: 四舍五入, 于: 指标}", "舍入: [{位数: 2, 方式: 四舍五入, 于: 指标}]"),
        ("按: 舍入后", "on: rounded"),
        ('优: "[10, 20]", 差: "[0, 10)"', '差: "[0,10)", 优: "[10.0, 20]"'),
        ('范围: "[0, inf)"', "范围: 【0，inf）"),
        ("类型: 是否", "type: yes_no"),
        ("容差: 精确", "tolerance: exact"),
        ("严重: 错误", "severity: error"),
        ("式: 甲 < 100", "that: 甲 < 100.0"),
        ("式: 甲 < 100", "式: （甲＜１００）"),
        ("量: 甲, 每: 1, 扣: 0.5, 计数: 足额", "count: complete, points: 0.50, per: 1.0, of: 甲"),
        ('"[0, 0.8)": 80%', '"[0, 80%)": 80.0%'),
        ("表: {是: 0, 否: 分值}", "table: {no: points, yes: 0}"),
        ("表: {是: 0, 否: 分值}", "表: {true: 0, False: 分值}"),
        ('等次: {好: "[50%, 100%]"', 'levels: {好: "[0.5, 1]"'),
    ],
)
def test_one_meaning_has_one_digest(one: str, other: str) -> None:
    assert one in BASE
    assert sha(BASE.replace(one, other, 1)) == sha(BASE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("评分表: 试", "评分表: 试2"),
        ('版本: "1"', '版本: "1.0"'),
        ("一则备注", "另一则备注"),
        ("位数: 2", "位数: 3"),
        ("按: 舍入后", "按: 舍入前"),
        ('优: "[10, 20]"', '良: "[10, 20]"'),
        ("甲 < 100", "甲 <= 100"),
        ("容差: 精确", "容差: 0"),
        ("计数: 足额", "计数: 起步"),
        ("扣: 0.5", "扣: 50%"),
        ('"[0, 0.8)": 80%, "[0.8, inf)"', '"[0, 0.8]": 80%, "(0.8, inf)"'),
        ('"[0, 0.8)": 80%', '"[0, 0.8)": 0.8'),
        ("{是: 0, 否: 分值}", "{是: 分值, 否: 0}"),
        ("    分值: 5\n    评定", "    编号: 四\n    分值: 5\n    评定"),
    ],
)
def test_another_meaning_has_another_digest(one: str, other: str) -> None:
    assert one in BASE
    assert sha(BASE.replace(one, other, 1)) != sha(BASE)


def test_the_levels_of_a_judgement_keep_their_order() -> None:
    turned = BASE.replace('{好: "[50%, 100%]", 差: "[0%, 50%)"}', '{差: "[0%, 50%)", 好: "[50%, 100%]"}')
    assert turned != BASE
    assert sha(turned) != sha(BASE)


def test_choices_called_yes_and_no_are_what_the_author_wrote() -> None:
    text = '评分表: 试\n满分: 5\n舍入: 不舍入\n事实:\n  甲: {类型: 选项, 选项: [是, "yes"]}\n指标:\n  项: {分值: 5, 对照: {量: 甲, 表: {是: 1, "yes": 2}}}\n'
    assert sha(text) != sha(text.replace('{是: 1, "yes": 2}', '{是: 2, "yes": 1}'))


@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(random: object) -> None:
    def shuffled(value: object, above: str = "") -> object:
        if not isinstance(value, Table):
            return value
        pairs = [(key, shuffled(held, key)) for key, held in value.items()]
        if above != "等次":
            random.shuffle(pairs)  # type: ignore[attr-defined]
        mixed = Table(pairs)
        mixed.place = value.place
        return mixed

    whole = shuffled(table(BASE))
    assert isinstance(whole, Table)
    assert digest(whole) == digest(table(BASE)) == sha(BASE)


def test_rubrics_that_differ_have_digests_that_differ() -> None:
    texts = {str(pattern(path)["rubric"]) for path in PATTERNS.glob("*.yaml")}
    assert len({digest(table(text)) for text in texts}) == len(texts)


def test_where_a_file_stands_and_what_it_includes_does_not_matter(tmp_path: Path) -> None:
    one, other = tmp_path / "一.yaml", tmp_path / "二" / "r.yaml"
    other.parent.mkdir()
    text = (
        '评分表: 试\n满分: 5\n舍入: 不舍入\n事实:\n  甲: {范围: "[0, 5]"}\n指标:\n  项: {分值: 5, 公式: 甲}\n'
    )
    one.write_text(text, "utf-8")
    part = '分值: 5\n公式: 甲\nfacts:\n  甲: {range: "[0, 5]"}\n'
    (other.parent / "部分.yaml").write_text(part, "utf-8")
    other.write_text("评分表: 试\n满分: 5\n舍入: 不舍入\n指标:\n  项: {include: 部分.yaml}\n", "utf-8")
    found = [load_rubric(path)[0] for path in (one, other)]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].sha256 == found[1].sha256


def test_the_form_itself() -> None:
    whole = table("评分表: 试\n满分: 5\n舍入: 不舍入\n指标:\n  项: {分值: 5, 公式: '分值 * 最小(1, 50%)'}\n")
    assert canonical_form(whole) == {
        "items": {"项": {"formula": "(points * min(1, 1/2))", "points": "5"}},
        "points": "5",
        "rounding": "none",
        "rubric": "试",
    }


def test_a_table_in_a_file_of_its_own_stands_in_the_form() -> None:
    whole = table("评分表: 试\n指标:\n  项: {对照: {量: [甲], 表: 表.csv}}\n")
    held = Source.of_text("甲,得\n是, 5\n\n")
    form = canonical_form(whole, lambda name: held if name == Text("表.csv") else None)
    assert form["items"]["项"]["lookup"] == {"of": ["甲"], "table": [["甲", "得"], ["是", "5"]]}
