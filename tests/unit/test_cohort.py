"""Quantities over all subjects as the language reads them, and what the score of one subject says of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine import load_facts_text, score
from engine.cli import main
from engine.explain import notices, opens
from engine.facts_blank import blank_csv, blank_yaml
from engine.render.json import to_json
from rubric import load_rubric, load_rubric_text
from rubric.audit import audit
from rubric.range import Range, read_range
from rubric.report import render_problems

if TYPE_CHECKING:
    from pathlib import Path

    from engine.scorecard import Scorecard
    from rubric.model import Rubric

HEAD = "评分表: 例\n满分: 10\n舍入: 不舍入\n"
FACTS = """事实:
  事项: {类型: 表, 列: {名称: {类型: 文字}, 金额: {范围: "(0, 10]"}}}
  支出: {范围: "[0, 50)", 单位: 万元}
  预算: {范围: "(0, 100]", 单位: 万元}
  人数: {类型: 整数, 范围: "[0, inf)"}
  类别: {类型: 选项, 选项: [区县, 市直]}
"""
ITEM = "指标:\n  甲: {分值: 10, 公式: '最小(分值, 支出)'}\n"


def loaded(body: str, head: str = HEAD) -> Rubric:
    rubric, problems = load_rubric_text(head + body)
    assert rubric is not None, render_problems(problems, "en")
    return rubric


def refused(body: str) -> list[tuple[str, str]]:
    rubric, problems = load_rubric_text(HEAD + body)
    assert rubric is None
    return [(problem.code, problem.message("en")) for problem in problems]


def with_quantities(*lines: str, item: str = ITEM) -> Rubric:
    return loaded(FACTS + "全体:\n" + "".join(f"  {line}\n" for line in lines) + item)


def scored(rubric: Rubric, facts: str) -> Scorecard:
    given, problems = load_facts_text(f"事实: {{{facts}}}", rubric)
    assert given is not None, render_problems(problems, "en")
    return score(rubric, given)


# -- what a quantity can be --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind", "held", "step", "unit"),
    [
        ("{排名: {量: 支出, 顺序: 从高到低, 并列: 靠前, 缺数: 不参加}}", "integer", "[1, inf)", None, None),
        ("{排名: {量: 支出, 顺序: 升序, 并列: 紧接, 缺数: 不参加}}", "integer", "[1, inf)", None, None),
        ("{排名: {量: 支出, 顺序: 从高到低, 并列: 平均, 缺数: 不参加}}", "number", "[1, inf)", "1/2", None),
        (
            "{百分位: {量: 支出, 顺序: 从高到低, 并列: 靠前, 分母: 全部, 缺数: 不参加}}",
            *("number", "(0, 1]", None, "%"),
        ),
        (
            "{百分位: {量: 支出, 顺序: 从高到低, 并列: 靠前, 分母: 其余, 缺数: 不参加}, 单位: ‰}",
            *("number", "[0, 1]", None, "‰"),
        ),
        ("{平均: {量: 支出, 缺数: 不参加}}", "number", "[0, 50)", None, "万元"),
        ("{平均: {量: 支出 - 预算, 缺数: 不参加}}", "number", "[-100, 50)", None, None),
        ("{中位数: {量: 支出, 缺数: 不参加}, 单位: 元}", "number", "[0, 50)", None, "元"),
        ("{最小值: {量: 人数, 缺数: 不参加}}", "number", "[0, inf)", "1", None),
        ("{最大值: {量: 支出, 缺数: 不参加}}", "number", "[0, 50)", None, "万元"),
        ("{合计: {量: 预算, 缺数: 不参加}}", "number", "(0, inf)", None, "万元"),
        ("{合计: {量: -预算, 缺数: 不参加}}", "number", "(-inf, 0)", None, None),
        ("{合计: {量: 支出 - 预算, 缺数: 不参加}}", "number", "(-inf, inf)", None, None),
        ("{计数: {量: 支出 > 3, 缺数: 不参加}}", "integer", "[0, inf)", None, None),
        (
            "{归一: {量: 支出, 起点: 最大值, 终点: 3%, 之外: 报错, 缺数: 不参加}}",
            "number",
            "[0, 1]",
            None,
            None,
        ),
        ("{标准分: {量: 支出, 标准差: 样本, 缺数: 不参加}}", "number", None, None, None),
        ("{平均: {量: 得分(甲), 按: 舍入前, 缺数: 不参加}}", "number", "[0, 10]", None, None),
    ],
)
def test_a_quantity_is_a_fact_with_all_that_it_can_be(
    written: str, kind: str, held: str | None, step: str | None, unit: str | None
) -> None:
    fact = with_quantities(f"量一: {written}").facts["量一"]
    assert (fact.type, fact.unit) == (kind, unit)
    assert fact.range == (
        Range.whole() if held and "-inf, inf" in held else read_range(held) if held else None
    )
    assert fact.step == (Fraction(step) if step else None)
    assert fact.cohort is not None


def test_where_points_move_no_score_keeps_its_range() -> None:
    item = "  乙: {分值: 4, 适用: 支出 > 3, 不适用: 分摊, 公式: 分值}\n"
    body = "指标:\n  甲: {分值: 6, 公式: 分值}\n" + item
    rubric = with_quantities("量一: {平均: {量: 得分(甲), 按: 舍入前, 缺数: 不参加}}", item=body)
    assert rubric.facts["量一"].range == Range.whole()


def test_everything_that_is_said_is_kept() -> None:
    rubric = with_quantities(
        "名次: {排名: {量: 得分(甲), 按: 舍入后, 顺序: 从低到高, 并列: 靠后, 缺数: 全部待定, 当: 支出 > 0, 分类: 类别}}",
        "归: {归一: {量: 支出, 起点: 0.5, 终点: 最大值, 之外: 截断, 缺数: 不参加}}",
        "分: {标准分: {量: 支出, 标准差: 总体, 缺数: 不参加}}",
    )
    one = rubric.cohort["名次"]
    assert (one.kind, one.on, one.order, one.ties, one.missing, one.by) == (
        *("rank", "rounded", "ascending", "max", "open", "类别"),
    )
    assert one.where is not None
    assert one.where.text == "支出 > 0"
    assert (rubric.cohort["归"].start, rubric.cohort["归"].end) == (Fraction(1, 2), "most")
    assert rubric.cohort["归"].outside == "clamp"
    assert rubric.cohort["分"].deviation == "population"


# -- the rule rank -----------------------------------------------------------------------------------

RANKED = "{分值: 5, 排名: {量: 支出, 顺序: 从高到低, 并列: 靠前, 缺数: 不参加, 档: {1: 5, 2..3: 3, 4..: 0}}}"


def test_the_rule_rank_names_its_place_after_the_item() -> None:
    rubric = loaded(FACTS + f"指标:\n  支出 情况: {RANKED}\n  乙: {{分值: 5, 公式: 分值 / 支出_情况排名}}\n")
    one = rubric.cohort["支出_情况排名"]
    assert (one.kind, one.item) == ("rank", "支出 情况")
    assert [scored(rubric, f"支出_情况排名: {place}").root.low for place in (1, 2, 3, 4)] == [
        *(10, Fraction(11, 2), 3 + Fraction(5, 3), Fraction(5, 4)),
    ]


def test_items_of_one_name_are_told_apart_by_their_paths() -> None:
    body = "".join(f"  {name}:\n    分值: 5\n    指标: {{量: {RANKED}}}\n" for name in "甲乙")
    assert list(loaded(FACTS + "指标:\n" + body).cohort) == ["甲_量排名", "乙_量排名"]


def test_in_english_the_place_is_called_rank() -> None:
    text = (
        "rubric: r\nlanguage: en\npoints: 5\nrounding: none\nfacts: {spent: {}}\nitems:\n  rate: "
        "{points: 5, rank: {of: spent, order: descending, ties: min, missing: skip, bands: {1: 5, '2..': 0}}}\n"
    )
    rubric, _ = load_rubric_text(text)
    assert rubric is not None
    assert list(rubric.cohort) == ["rate_rank"]


def test_a_place_that_is_named_like_another_is_refused() -> None:
    stated = "全体:\n  甲排名: {平均: {量: 支出, 缺数: 不参加}}\n"
    body = FACTS + stated + f"指标:\n  甲: {RANKED}\n  乙: {{分值: 5, 公式: 分值}}\n"
    assert [code for code, _ in refused(body)] == ["P508"]


# -- what rests on what ------------------------------------------------------------------------------


def mean(name: str, of: str, on: str = "按: 舍入后, ") -> str:
    return f"  {name}: {{平均: {{量: {of}, {on}缺数: 不参加}}}}\n"


def test_levels_say_what_has_to_be_known_before() -> None:
    body = (
        f"全体:\n{mean('三', '得分(丙)')}{mean('一', '支出', '')}{mean('二', '得分(乙) + 一')}{mean('二半', '率')}"
        "计算:\n  率: 支出 / 最大(1, 一)\n"
        "指标:\n  甲: {分值: 2, 公式: 分值}\n  乙: {分值: 4, 公式: '最小(分值, 一)'}\n"
        "  丙: {分值: 4, 公式: '最小(分值, 二)'}\n"
    ).replace("二半: {平均: {量: 率, 按: 舍入后, ", "二半: {平均: {量: 率, ")
    rubric = loaded(FACTS.replace('"[0, 50)"', '"[0, 4]"') + body)
    levels = {name: one.level for name, one in rubric.cohort.items()}
    assert levels == {"一": 0, "二": 1, "二半": 1, "三": 2}
    assert list(rubric.cohort) == ["一", "二", "二半", "三"]
    assert {name: rubric.facts[name].cohort for name in levels} == rubric.cohort


def rows(where: str = "金额 > 0", rule: str = "分值", name: str = "组") -> str:
    """A group whose leaves are rows, beside a quantity over its score."""
    return (
        f"全体:\n{mean('一', f'得分({name})')}指标:\n  组:\n    分值: 10\n"
        f"    逐项: {{表: 事项, 当: {where}, 名: 名称, 分值: 金额, 空表: 零分}}\n    公式: '{rule}'\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        f"全体:\n{mean('一', '得分(甲)')}指标:\n  甲: {{分值: 10, 公式: '限于(一, 0, 10)'}}\n",
        f"全体:\n{mean('一', '得分(甲)')}计算:\n  半: 一 / 2\n指标:\n  甲: {{分值: 10, 公式: '限于(半, 0, 10)'}}\n",
        f"全体:\n{mean('一', '二', '')}{mean('二', '一 + 1', '')}{ITEM}",
        f"全体:\n{mean('一', '支出 + 一', '')}{ITEM}",
        rows(where="金额 > 一"),
        rows(rule="最小(分值, 一)"),
        (
            "全体: {一: {平均: {量: 支出, 按: 舍入后, 缺数: 不参加, 当: 得分(甲) > 3}}}\n"
            "指标: {甲: {分值: 10, 公式: '限于(一, 0, 10)'}}\n"
        ),
        (
            f"全体:\n{mean('一', '得分(组)')}指标:\n  组:\n    分值: 10\n    指标:\n"
            "      甲: {分值: 10, 适用: 一 > 3, 不适用: 零分, 公式: 分值}\n"
        ),
        # 乙 hands its points to 甲 where the mean is low: so 甲 rests on the mean.
        (
            f"全体:\n{mean('一', '得分(甲)')}指标:\n  甲: {{分值: 5, 公式: 分值}}\n"
            "  乙: {分值: 5, 适用: 一 > 3, 不适用: 分摊, 公式: 分值}\n"
        ),
    ],
)
def test_a_quantity_that_rests_on_itself_is_refused(body: str) -> None:
    assert [code for code, _ in refused(FACTS + body)] == ["P525"]


def test_what_applies_may_rest_on_a_quantity_and_hand_on_points() -> None:
    item = "  乙: {分值: 5, 适用: 一 > 3, 不适用: 分摊, 公式: 分值}\n"
    body = f"全体:\n{mean('一', '支出', '')}指标:\n  甲: {{分值: 5, 公式: 分值}}\n{item}"
    assert scored(loaded(FACTS + body), "一: 2").root.items[0].low == 10


def test_one_mistake_in_a_quantity_is_told_once() -> None:
    body = f"全体:\n{mean('一', '没有这个', '')}指标:\n  甲: {{分值: 10, 分档: {{量: 一, 档: {{'[0, 5)': 1}}}}}}\n"
    assert [code for code, _ in refused(FACTS + body)] == ["N305"]
    unread = "全体:\n  一: {平均: {量: 支出}}\n指标:\n  甲: {分值: 10, 分档: {量: 一, 档: {'[0, 5)': 1}}}\n"
    assert [code for code, _ in refused(FACTS + unread)] == ["R202"]


# -- both languages, files, checks -------------------------------------------------------------------

WHOLE = (
    FACTS
    + """全体:
  名次: {排名: {量: 得分(甲), 按: 舍入前, 顺序: 从高到低, 并列: 平均, 缺数: 全部待定, 当: 支出 > 0, 分类: 类别}}
  前: {百分位: {量: 支出, 顺序: 从低到高, 并列: 靠后, 分母: 其余, 缺数: 不参加}}
  归: {归一: {量: 支出, 起点: 最小值, 终点: 100, 之外: 报错, 缺数: 不参加}, 单位: "%"}
  分: {标准分: {量: 支出, 标准差: 样本, 缺数: 不参加}}
  多: {最大值: {量: 支出, 缺数: 不参加}}
  少: {最小值: {量: 支出, 缺数: 不参加}}
  数: {计数: {量: 支出 > 1, 缺数: 不参加}}
等级:
  按: 舍入后
  优: "[9, 10]"
  良: "[5, 9)"
  差: "[0, 5)"
  名额:
    - {等级: 优, 最多: 30%, 方式: 四舍五入, 并列: 全部不计, 缺数: 不参加, 当: '类别 == "区县"'}
    - {等级: 良, 最多: 5, 并列: 全部计入, 缺数: 全部待定, 分类: 类别}
指标:
  甲: {分值: 5, 公式: "最小(分值, 支出)"}
  乙: {分值: 5, 排名: {量: 支出, 顺序: 从高到低, 并列: 靠前, 缺数: 不参加, 档: {1: 5, 2..: 0}}}
"""
)


def test_both_languages_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(HEAD + WHOLE, "utf-8")
    chinese, _ = load_rubric(file)
    assert main(["fmt", "--keys", "en", str(file)]) == 0
    capsys.readouterr()
    text = file.read_text("utf-8")
    for word in (
        "cohort:",
        "rank:",
        "denominator: others",
        "from: least",
        "to: 100",
        "quota:",
        "ties: all_out",
    ):
        assert word in text
    for word in ("缺数", "并列", "名额", "标准差", "最大值", "分类", "全体"):
        assert word not in text
    english, problems = load_rubric(file)
    assert chinese is not None
    assert english is not None, render_problems(problems, "en")
    assert english.sha256 == chinese.sha256
    assert main(["fmt", "--keys", "zh", str(file)]) == 0
    assert file.read_text("utf-8") == HEAD + WHOLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("并列: 平均", "并列: 靠前"),
        ("缺数: 全部待定, 当", "缺数: 不参加, 当"),
        ("按: 舍入前", "按: 舍入后"),
        ("终点: 100", "终点: 101"),
        ("起点: 最小值", "起点: 0"),
        ("分母: 其余", "分母: 全部"),
        ("最多: 30%", "最多: 31%"),
        ("并列: 全部不计", "并列: 全部计入"),
    ],
)
def test_what_changes_a_quantity_changes_the_fingerprint(one: str, other: str) -> None:
    assert one in WHOLE
    assert loaded(WHOLE).sha256 != loaded(WHOLE.replace(one, other)).sha256


def test_a_number_may_be_written_in_another_way() -> None:
    assert loaded(WHOLE).sha256 == loaded(WHOLE.replace("终点: 100", "终点: 100.0")).sha256


def test_an_included_item_brings_its_quantities(tmp_path: Path) -> None:
    (tmp_path / "甲.yaml").write_text(
        "分值: 10\n公式: '限于(均, 0, 分值)'\n事实: {支出: {}}\n全体: {均: {平均: {量: 支出, 缺数: 不参加}}}\n",
        "utf-8",
    )
    (tmp_path / "r.yaml").write_text(HEAD + "指标:\n  甲: {引入: 甲.yaml}\n", "utf-8")
    rubric, problems = load_rubric(tmp_path / "r.yaml")
    assert rubric is not None, render_problems(problems, "en")
    assert list(rubric.cohort) == ["均"]


def findings(rubric: Rubric) -> list[tuple[str, str]]:
    return [(one.code, getattr(one, "name", getattr(one, "divisor", ""))) for one in audit(rubric)]


def test_what_only_a_quantity_reads_is_used_where_the_quantity_is() -> None:
    every = "指标:\n  甲: {分值: 10, 公式: '最小(分值, 支出 + 均 + 人数 + 预算)'}\n"
    rubric = with_quantities("均: {平均: {量: 支出 * 2, 缺数: 不参加, 分类: 类别}}", item=every)
    assert findings(rubric) == [("A014", "事项")]
    idle = with_quantities("均: {平均: {量: 人数, 缺数: 不参加, 分类: 类别}}")
    assert findings(idle) == [("A014", name) for name in ("事项", "预算", "人数", "类别", "均")]


def test_a_divisor_of_0_in_a_quantity_is_found() -> None:
    every = "指标:\n  甲: {分值: 10, 公式: '最小(分值, 支出 + 均 + 预算)', 适用: '类别 == \"区县\"', 不适用: 零分}\n"
    rubric = with_quantities("均: {平均: {量: 支出 / 人数, 缺数: 不参加}}", item=every)
    found = [one for one in audit(rubric) if one.code == "A008"]
    assert [one.message("zh") for one in found] == ["除数“人数”可能为 0：如 人数 = 0。"]
    assert "这个单位没有算“均”要用的数" in found[0].effect("zh")


# -- the score of one subject ------------------------------------------------------------------------


def test_without_all_subjects_the_items_are_open_and_say_so() -> None:
    rubric = loaded(WHOLE)
    card = scored(rubric, "支出: 3, 类别: 区县")
    view = next(view for view in opens(card, "zh") if view.name == "乙排名")
    assert view.reason == "需要全部单位的数据，用 rubric batch 评分"
    assert (view.items, view.at_stake) == (("乙",), 5)
    assert (card.root.low, card.root.high) == (3, 8)
    reasons = to_json(card, "en")["items"][1]["reasons"]
    assert reasons == ["open: 乙排名 needs all subjects: score with rubric batch"]


def test_a_place_that_is_given_is_scored() -> None:
    card = scored(loaded(WHOLE), "支出: 3, 类别: 区县, 乙排名: 1")
    assert (card.root.low, card.complete) == (8, True)
    assert card.root.items[1].trace.facts[0].over_all


@pytest.mark.parametrize(
    ("facts", "limited"),
    [
        ("支出: 5, 乙排名: 1, 类别: 区县", ("优",)),
        ("支出: 5, 乙排名: 1, 类别: 市直", ()),
        ("支出: 5, 乙排名: 1", ("优",)),
        ("支出: 3, 乙排名: 1, 类别: 市直", ("良",)),
        ("支出: 1, 乙排名: 2, 类别: 市直", ()),
        ("支出: 5, 类别: 区县", ("优", "良")),
    ],
)
def test_a_grade_with_a_quota_says_that_all_subjects_decide(facts: str, limited: tuple[str, ...]) -> None:
    card = scored(loaded(WHOLE), facts)
    assert card.quota == limited
    assert to_json(card, "zh")["quota"] == list(limited)
    told = [f"等级“{grade}”有名额，要看全部单位，由 rubric batch 来定" for grade in limited]
    assert notices(card, "zh") == told
    assert [
        f"the grade {g} has a quota" in text for g, text in zip(limited, notices(card, "en"), strict=True)
    ] == [True for _ in limited]


def test_a_grade_that_an_override_set_has_no_quota() -> None:
    rubric = loaded(WHOLE.replace("  名额:\n", "  改判: {当: 人数 > 5, 等级: 优}\n  名额:\n"))
    assert scored(rubric, "支出: 3, 乙排名: 1, 类别: 市直, 人数: 6").quota == ()


def test_a_blank_form_leaves_out_what_a_batch_calculates() -> None:
    rubric = loaded(WHOLE)
    assert "# 不用填，由 rubric batch 按全部单位算出：名次、前、归、分、" in blank_yaml(rubric, "zh")
    assert "  乙排名:" not in blank_yaml(rubric, "zh")
    assert "乙排名" not in blank_csv(rubric, "zh")
    given, problems = load_facts_text(blank_yaml(rubric, "en"), rubric)
    assert given is not None, render_problems(problems, "en")
