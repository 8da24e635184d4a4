"""Scorecards made by hand: one of every rule and state, in the numbers of printed tables."""

from __future__ import annotations

import ast
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.scorecard import BranchUse, FactUse, ItemScore, Scorecard, Step, Trace, Undefined
from rubric.range import read_range
from rubric.rules.base import Branch

if TYPE_CHECKING:
    from engine.scorecard import Known
    from rubric.rules.base import Count

EXPECTED = Path(__file__).parent / "expected"


def leaf(name: str, points: str, got: str, rule: str | None = None, **more: Any) -> ItemScore:
    """A leaf that has its score."""
    value = Fraction(got)
    state = more.pop("state", "scored")
    trace = more.pop("trace", Trace())
    return ItemScore(
        path=name,
        name=name,
        points=Fraction(points),
        state=state,
        rule=rule,
        exact=value,
        span=(value, value),
        low=value,
        high=value,
        places=2,
        trace=trace,
        **more,
    )


def rounded(item: ItemScore, shown: str) -> ItemScore:
    """The same with a rounded score that is not the exact one."""
    return replace(item, low=Fraction(shown), high=Fraction(shown))


def waiting(item: ItemScore, low: str, high: str, why: Undefined) -> ItemScore:
    """The same, open."""
    ends = Fraction(low), Fraction(high)
    return replace(item, state="unscored", exact=None, span=ends, low=ends[0], high=ends[1], undefined=why)


def group(name: str, *items: ItemScore, difference: str = "0") -> ItemScore:
    """The sum of items, which then stand under its path."""
    below = tuple(_under(name, item) for item in items)
    low, high = (
        sum((i.low for i in items), Fraction(difference)),
        sum((i.high for i in items), Fraction(difference)),
    )
    settled = all(item.exact is not None for item in items)
    return ItemScore(
        path=name,
        name=name,
        points=sum((item.points for item in items), Fraction(0)),
        state="scored" if settled else "unscored",
        rule="sum",
        exact=low if settled else None,
        span=(low, high),
        low=low,
        high=high,
        places=2,
        difference=Fraction(difference),
        items=below,
    )


def _under(name: str, item: ItemScore) -> ItemScore:
    items = tuple(_under(name, child) for child in item.items)
    return replace(item, path=f"{name}/{item.path}", items=items)


def card(*items: ItemScore, grades: tuple[str, ...] = ("优",), difference: str = "0") -> Scorecard:
    """A whole table of these items."""
    whole = group("", *items, difference=difference)
    root = replace(whole, name="评分表", items=items)
    return Scorecard(
        title="绩效评价指标评分表",
        version="2023",
        status="example",
        language="zh",
        subject="某某中心",
        period="2023",
        root=root,
        grades=grades,
        rubric_sha256="3f9a12c4" * 8,
        facts_sha256="77c1e0b2" * 8,
        engine="0.1.0",
    )


# -- parts -----------------------------------------------------------------------------------------


def fact(name: str, text: str, value: Known | None, line: int, **more: Any) -> FactUse:
    """A fact of ``facts.yaml``."""
    return FactUse(name, value, text, file="facts.yaml", line=line, **more)


def tree(text: str) -> ast.expr:
    """A formula as the parser makes it: its numbers are fractions."""

    class Exact(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.Constant:
            exact: Any = Fraction(str(node.value))  # what our own parser puts there
            return ast.Constant(exact)

    made = Exact().visit(ast.parse(text, mode="eval").body)
    assert isinstance(made, ast.expr)
    return made


def band(label: str, earned: str | None = None) -> BranchUse:
    """A band; it decided where it earned something, nothing at all included."""
    branch = Branch("band", label, interval=read_range(label))
    return BranchUse(branch, earned is not None, None if earned is None else Fraction(earned))


def counted(of: str, label: str, value: str, steps: str, taken: str, count: Count, because: str) -> BranchUse:
    """A line that counts steps."""
    branch = Branch("line", label, of=tree(of), count=count, because=because)
    return BranchUse(branch, Fraction(taken) > 0, Fraction(taken), Fraction(value), Fraction(steps))


def line(label: str, taken: str, because: str | None = None) -> BranchUse:
    """A line with a condition."""
    return BranchUse(Branch("line", label, because=because), Fraction(taken) > 0, Fraction(taken))


def element(label: str, worth: str, *, there: bool) -> BranchUse:
    """An element of a checklist."""
    return BranchUse(Branch("element", label, each=worth), there, Fraction(worth) if there else Fraction(0))


def level(label: str, interval: str) -> BranchUse:
    """A level of a judgement."""
    return BranchUse(Branch("level", label, interval=read_range(interval)), decided=False)


# -- items -----------------------------------------------------------------------------------------

STAFF = leaf(
    "财政供养人员控制率",
    "2",
    "2",
    "deduct",
    text="以100%为标准，不超过计满分；每超过一个百分点扣0.5分，扣完为止。",
    trace=Trace(
        branches=(
            counted(
                "在职人数 / 编制数 - 1", "在职人数 / 编制数 - 100%", "-4/31", "0", "0", "complete", "超编"
            ),
        ),
        facts=(
            fact("在职人数", "27", Fraction(27), 12, unit="人", source="报告一（一）"),
            fact("编制数", "31", Fraction(31), 13, unit="人"),
        ),
    ),
)
OVERSTAFFED = leaf(
    "财政供养人员控制率",
    "2",
    "0.5",
    "deduct",
    text=STAFF.text,
    trace=Trace(
        branches=(
            counted(
                "在职人数 / 编制数 - 1", "在职人数 / 编制数 - 100%", "1/31", "3", "1.5", "complete", "超编"
            ),
        ),
        facts=(
            fact("在职人数", "32", Fraction(32), 12, unit="人", source="报告一（一）"),
            fact("编制数", "31", Fraction(31), 13, unit="人"),
        ),
    ),
)
AUDIT = leaf(
    "财务合规性",
    "4",
    "0",
    "deduct",
    steps=(Step("held", Fraction(1)),),
    trace=Trace(
        raw=Fraction(-1),
        branches=(
            counted("问题数", "问题数", "4", "4", "4", "complete", "审计检查发现问题"),
            line("not 整改", "1", "未整改"),
        ),
        facts=(fact("问题数", "4", Fraction(4), 20, unit="项"), fact("整改", "否", value=False, line=21)),
    ),
)
RULES = leaf(
    "管理制度健全性",
    "4",
    "3",
    "checklist",
    text="财务管理办法、项目绩效管理办法、合法合规、有效执行各1分。",
    basis=("[K] 重构，未经核实",),
    trace=Trace(
        branches=(
            element("财务管理办法", "1", there=True),
            element("项目绩效管理办法", "1", there=False),
            element("合法合规", "1", there=True),
            element("有效执行", "1", there=True),
        ),
        facts=(
            fact("财务管理办法", "是", value=True, line=22),
            fact("项目绩效管理办法", "否", value=False, line=23, source="报告三（三）"),
            fact("合法合规", "是", value=True, line=24, note="assumed"),
            fact("有效执行", "是", value=True, line=25),
        ),
    ),
)
OPEN_RULES = waiting(
    replace(
        RULES,
        trace=replace(
            RULES.trace,
            branches=(
                RULES.trace.branches[0],
                *(replace(b, decided=False) for b in RULES.trace.branches[1:]),
            ),
            facts=(*RULES.trace.facts[:2], FactUse("合法合规", None, ""), RULES.trace.facts[3]),
        ),
    ),
    "2",
    "3",
    Undefined("missing_fact", "管理制度健全性/合法合规"),
)
CARRIED = leaf(
    "结转结余率",
    "4",
    "2",
    "bands",
    text="10%及以内得4分，超过10%至20%得2分，超过20%不得分。",
    trace=Trace(
        formula="年末结转结余 / 下达预算",
        substituted="133.89 ÷ 1338.87",
        quantity=Fraction(13389, 133887),
        percent=True,
        branches=(band("(-inf, 10%]"), band("(10%, 20%]", "2"), band("(20%, inf)")),
        facts=(
            fact("年末结转结余", "133.89", Fraction("133.89"), 8, unit="万元", source="报告三（二）2"),
            fact("下达预算", "1338.87", Fraction("1338.87"), 7, unit="万元"),
        ),
    ),
)
RATE = rounded(
    leaf(
        "重点工作完成率",
        "6",
        "102/19",
        "formula",
        trace=Trace(
            formula="分值 * 最小(1, 完成数 / 计划数)",
            substituted="6 × min(1, 17 ÷ 19)",
            quantity=Fraction(102, 19),
            facts=(
                fact("完成数", "17", Fraction(17), 30, unit="项"),
                fact("计划数", "19", Fraction(19), 31, unit="项"),
            ),
        ),
    ),
    "5.37",
)
CLAMPED = leaf(
    "新增就业",
    "5",
    "5",
    "formula",
    steps=(Step("held", Fraction("-1.349")),),
    trace=Trace(
        formula="5 * 率",
        substituted="5 × 126.98%",
        quantity=Fraction("6.349"),
        raw=Fraction("6.349"),
    ),
)
_LEVELS = (level("达成", "[80%, 100%]"), level("部分达成", "[60%, 80%)"), level("未达成", "[0%, 60%)"))
JUDGED = leaf(
    "绩效目标合理性",
    "5",
    "4.25",
    "judgement",
    trace=Trace(quantity=Fraction("0.85"), branches=_LEVELS, level="达成", reason="目标未全部细化"),
)
UNJUDGED = waiting(
    leaf("公众满意度", "3", "0", "judgement", trace=Trace(branches=_LEVELS)), "0", "3", Undefined("judgement")
)
LEVEL_ONLY = waiting(
    leaf("材料质量", "4", "0", "judgement", trace=Trace(branches=_LEVELS, level="部分达成")),
    "2.4",
    "3.2",
    Undefined("judgement", "部分达成"),
)
NO_PURCHASES = leaf(
    "政府采购执行率",
    "2",
    "2",
    "deduct",
    state="not_applicable",
    condition="采购预算 > 0",
    otherwise="full",
    trace=Trace(
        branches=(
            BranchUse(
                Branch("line", "abs(a - 100%)", count="complete", because="偏离采购预算"), decided=False
            ),
        )
    ),
)
DIVIDED = waiting(leaf("比率", "2", "0", "formula"), "0", "2", Undefined("zero_denominator"))
OUTSIDE = waiting(leaf("越界", "2", "0", "formula"), "0", "2", Undefined("out_of_bounds", "9/4"))
WAITS = leaf(
    "三公经费控制率",
    "6",
    "0",
    "deduct",
    trace=Trace(facts=(FactUse("三公经费支出", None, ""), FactUse("三公经费预算", None, ""))),
)
WAITS = waiting(WAITS, "0", "6", Undefined("missing_fact", "三公经费支出"))

FULL = card(group("预算执行情况", STAFF, NO_PURCHASES))
MIXED = card(
    group("预算编制情况", JUDGED, CLAMPED),
    group("预算执行情况", OVERSTAFFED, AUDIT, RULES, CARRIED, NO_PURCHASES),
    group("预算使用效益", RATE),
    grades=("中",),
)
OPEN = card(
    group("预算编制情况", JUDGED, STAFF),
    group("预算执行情况", OPEN_RULES, WAITS, DIVIDED),
    group("预算使用效益", UNJUDGED, LEVEL_ONLY),
    grades=("优", "良", "中"),
)
HOSTILE = replace(
    card(
        leaf(
            "[bold red]甲[/]", "2", "1", text="两行\n原文 \x1b[31m<script>alert(1)</script> | \u202egnp.exe"
        ),
        leaf("一个长得一行放不下的指标名称" * 4, "2", "2"),
        leaf("A-name-without-any-blank-" * 5, "2", "2"),
    ),
    title="标题\x1b]0;x\x07\r\n# 不是标题 `code` *a* _b_ [x](javascript:1)",
    subject=None,
    period=None,
    version=None,
    status=None,
)
