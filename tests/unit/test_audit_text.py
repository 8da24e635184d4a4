"""What a quoted text says is held against the rule: slips are found, and what agrees is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.audit import audit
from rubric.audit.said_cuts import cuts
from tests.unit.test_audit import read
from tests.unit.test_audit_planted import FACTS

ONE = "扣分: [{量: 率 - 100%, 每: 1%, 扣: 0.5, 计数: 足额}]"
PARTS = "扣分: [{量: 率 - 100%, 每: 1%, 扣: 0.5, 计数: 起步}]"
FULL_95 = "情形: [{当: 率 >= 95%, 得: 10}, {当: 率 >= 60%, 得: 5}, {其余: 0}]"
SHARE = "比例: {量: 甲, 目标: 乙, 方向: 越高越好, 超额: 封顶, 零值: 不计分}"
BANDS = '分档: {量: 率, 档: {"[90%, inf)": 10, "[80%, 90%)": 5, "[0%, 80%)": 0}}'

DIFFER = [
    ("达到95%得满分；低于60%不得分", FULL_95.replace(">= 95%", "> 95%"), "达到95%得满分"),
    ("达到95%得满分；低于60%不得分", FULL_95.replace("60%", "50%"), "低于60%不得分"),
    ("90%及以上得10分，80%至90%得6分", BANDS, "80%至90%得6分"),
    ("90%（含）以上得8分", BANDS, "90%（含）以上得8分"),
    ("95%以上得满分", "比例: {量: 率, 目标: 98%, 方向: 越高越好, 超额: 封顶}", "95%以上得满分"),
    ("执行率低于60%不得分", SHARE, "低于60%不得分"),
    ("at least 90% earns full points", BANDS.replace("90%", "95%"), "at least 90% earns full points"),
    ("越低越好", SHARE, "越低越好"),
    ("正向指标", SHARE.replace("越高越好", "越低越好, 形状: 反比"), "正向指标"),
    ("每超过1%扣0.5分，扣完为止", ONE.replace("足额", "足额, 最多: 5"), "扣完为止"),
    ("每低于1%扣0.5分", ONE, "每低于1%扣0.5分"),
    ("每超过1%扣0.5分，不足1%按1%计算", ONE, "不足1%按1%"),
    ("每超过1%扣0.5分，不足1%的不扣", PARTS, "不足1%的不扣"),
    ("每超过1个百分点扣0.5分", ONE.replace("1%", "100%"), "每超过1个百分点扣0.5分"),
    (
        "每降低1个百分点扣1分",
        "扣分: [{量: (率 - 50%) / (率 + 1), 每: 1%, 扣: 1, 计数: 足额}]",
        "每降低1个百分点扣1分",
    ),
    ("存在问题的扣3分", "扣分: [{当: 有新建, 扣: 2}]", "扣3分"),
    ("获奖加3分", "加分: [{当: 有新建, 加: 10}]", "加3分"),
    (
        "每发现一项扣1分，每超一人扣2分",
        "扣分: [{量: 个数, 每: 1, 扣: 1, 计数: 足额}, {量: 人数, 每: 1, 扣: 3, 计数: 足额}]",
        "每超一人扣2分",
    ),
    ("各2分", "要点: {甲项: 5, 乙项: 5}", "各2分"),
    ("有制度4分；有执行6分", "要点: {有制度: 5, 有执行: 5}", "有制度4分"),
    ("每缺一项扣3分", "要点: {每缺: 2, 项: [有制度, 有台账]}", "每缺一项扣3分"),
    ("权重12%", "公式: 分值 * 最小(1, 率)", "权重12%"),
]
AGREE = [
    ("权重10%", "公式: 分值 * 最小(1, 率)"),
    ("权重为10", "公式: 分值 * 最小(1, 率)"),
    ("达到95%得满分；低于60%不得分", FULL_95),
    ("在60%以上的，比上年增长10%得满分", FULL_95),
    ("没有达到97%的得5分", FULL_95),
    ("达到97%且合规的得2分", "情形: [{当: 率 >= 97% 且 有新建, 得: 10}, {其余: 2}]"),
    ("95%以上得满分", "情形: [{当: 率 > 95% 且 有新建, 得: 10}, {其余: 0}]"),
    ("执行率低于60%不得分", SHARE.replace("零值", "起点: 60%, 零值")),
    ("90%及以上得10分，80%至90%得5分，低于80%不得分", BANDS),
    ("有制度4分；有执行6分", "要点: {有制度: 4, 有执行: 6}"),
    ("各5分", "要点: {有制度: 5, 有执行: 5}"),
    (
        "与100%每相差5个百分点扣1分，不足5个百分点不扣",
        "扣分: [{量: 绝对值(率 - 100%), 每: 5%, 扣: 1, 计数: 足额}]",
    ),
    ("每超过1%扣0.5分，不满1%按1%计算，扣完为止", PARTS),
    ("每超过1%扣0.5分，扣完为止", ONE),
    ("有一项扣2分，最多扣6分", "扣分: [{量: 个数, 每: 1, 扣: 2, 计数: 足额, 最多: 6}]"),
    ("存在问题的扣3分，每项再扣1分", "扣分: [{当: 有新建, 扣: 3}, {量: 个数, 每: 1, 扣: 1, 计数: 足额}]"),
    ("既要越高越好，又要越低越好", SHARE),
]


def found(text: str, rule: str) -> list[str]:
    """The characters of the text for which the two are said to differ."""
    inner = f"    分值: 10\n    原文: {text}。\n    {rule}\n"
    rubric = read(f"{FACTS}指标:\n  某项:\n{inner}  其余:\n    分值: 90\n    给定: 是\n")
    places = [one.place for one in audit(rubric, ["text-and-rule"])]
    return [place.source.text[place.start : place.end] for place in places if place is not None]


@pytest.mark.parametrize(("text", "rule", "said"), DIFFER)
def test_a_slip_is_found_where_the_text_says_it(text: str, rule: str, said: str) -> None:
    assert found(text, rule) == [said]


@pytest.mark.parametrize(("text", "rule"), AGREE)
def test_what_agrees_or_is_not_said_of_the_rule_is_not_reported(text: str, rule: str) -> None:
    assert found(text, rule) == []


@given(st.integers(2, 60), st.integers(62, 200), st.integers(-20, 20))
def test_a_cut_that_is_moved_is_found_and_one_that_is_not_is_silent(low: int, high: int, by: int) -> None:
    text = f"达到{high}%得满分，低于{low}%不得分"
    where = max(low, high + by)
    rule = f"情形: [{{当: 率 >= {where}%, 得: 10}}, {{当: 率 >= {low}%, 得: 5}}, {{其余: 0}}]"
    # A cut further down gives full points where the text asks for full points as well.
    assert bool(found(text, rule)) == (where > high)
    strict = f"情形: [{{当: 率 > {high}%, 得: 10}}, {{当: 率 > {low}%, 得: 5}}, {{其余: 0}}]"
    assert len(found(text, strict)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("超过10%至20%得2分", [("between", "10%至20%得2分")]),
        ("90%（不含）以下得0分", [("<", "90%（不含）以下得0分")]),
        ("10%以内（含10%）得5分", [("<=", "10%以内（含10%）得5分")]),
        ("满意度≥90%得3分，＜80%不得分", [(">=", "≥90%得3分"), ("<", "＜80%不得分")]),
        ("每超过5%得2分", []),
        ("每低于5%扣2分", []),
        ("没有达到95%得1分", []),
        ("60%-95%之间的，按比例得分", []),
        ("under 60% earns nothing", [("<", "under 60% earns nothing")]),
    ],
)
def test_the_cuts_of_a_text(text: str, said: list[tuple[str, str]]) -> None:
    assert [(cut.side, text[cut.start : cut.end]) for cut in cuts(text)] == said
