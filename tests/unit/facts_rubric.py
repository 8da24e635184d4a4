"""A rubric made by hand, with one of everything that a facts file can speak of."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction

from rubric.model import Condition, Each, Element, Fact, Item, Rounding, Rubric, Worth
from rubric.range import Range, read_range
from rubric.rules.base import Branch, Lowered

LEVELS = {"达成": "[80%, 100%]", "部分达成": "[60%, 80%)", "未达成": "[0%, 60%)"}
COLUMNS = (
    Fact("名称", "text"),
    Fact("性质", "choice", choices=("正向", "反向", "定性")),
    Fact("目标值", "number"),
    Fact("完成值", "number"),
    Fact("完成率", "number", "%", read_range("[0, 200%]"), optional=True),
    Fact("金额", "number", "万元", scope="本级", optional=True),
    Fact("权重", "number", None, read_range("(0, 90]")),
)
FACTS = (
    Fact("预算", "number", "万元", read_range("(0, inf)"), source="部门预算批复"),
    Fact("人数", "integer", "人", read_range("[0, 1000]")),
    Fact("完成率", "number", "%", read_range("[0, 200%]")),
    Fact("系数", "number"),
    Fact("已公开", "yes_no"),
    Fact("公开方式", "choice", label="公开的方式", choices=("门户网站", "公告栏", "未公开")),
    Fact("简称", "text", optional=True),
    Fact("项目", "table", columns={column.name: column for column in COLUMNS}),
)
UNITS = {"亿元": (Fraction(10000), "万元"), "万元": (Fraction(10000), "元"), "万人": (Fraction(10000), "人")}
ZERO: ast.expr = ast.Constant(0)


def _range(text: str) -> Range:
    held = read_range(text)
    assert held is not None
    return held


def _worth(rule: Lowered | None) -> Worth:
    return Worth(ZERO, rule, ZERO, ZERO, ZERO, ZERO)


def _leaf(path: str, rule: Lowered, text: str | None = None, least: str = "0") -> Item:
    name = path.rsplit("/", 1)[-1]
    return Item(path, name, Fraction("3.33"), Fraction(least), _worth(rule), text=text)


def _checklist() -> Lowered:
    return Lowered("checklist", ZERO)


def _judgement(levels: Mapping[str, str] = LEVELS) -> Lowered:
    branches = tuple(Branch("level", name, interval=_range(text)) for name, text in levels.items())
    return Lowered("judgement", ZERO, branches=branches)


def each_group(path: str, points: ast.expr, *rules: Lowered) -> Item:
    """A group with a leaf for each row of the projects; all but the last rule have a condition."""
    when = Condition(ast.Name("已公开"), "已公开")
    tried = tuple((None if rule is rules[-1] else when, _worth(rule)) for rule in rules)
    each = Each("项目", None, "名称", points, "zero", tried)
    return Item(path, path.rsplit("/", 1)[-1], Fraction(50), Fraction(0), _worth(None), each=each)


def rubric(levels: Mapping[str, str] = LEVELS) -> Rubric:
    """Two checklists that share the name of an element, judgements, given points and judged rows."""
    leaves = (
        _leaf("管理/制度", _checklist(), "财务、采购制度各1分。"),
        _leaf("管理/资产", _checklist()),
        _leaf("管理/质量", _judgement()),
        _leaf("效益/质量", _judgement()),
        _leaf("效益/满意度", _judgement(levels)),
        _leaf("效益/印象", Lowered("given", ZERO), least="-1"),
        each_group("效益/产出", ast.Name("权重"), _judgement(), Lowered("formula", ZERO)),
        each_group(
            "效益/影响",
            ast.BinOp(ast.Name("权重"), ast.Mult(), ast.Name("权重")),
            _judgement(),
            Lowered("given", ZERO),
        ),
        each_group("效益/算出", ast.Name("权重"), Lowered("formula", ZERO)),
    )
    groups = tuple(
        Item(
            name,
            name,
            Fraction(10),
            Fraction(0),
            _worth(None),
            tuple(x for x in leaves if x.path.startswith(name)),
        )
        for name in ("管理", "效益")
    )
    elements = [
        Element(f"管理/{item}/{name}", name, f"管理/{item}")
        for item, name in (
            ("制度", "制度健全"),
            ("制度", "财务: 采购"),
            ("资产", "制度健全"),
            ("资产", "账实相符"),
        )
    ]
    return Rubric(
        title="试",
        version=None,
        status=None,
        language="zh",
        description=None,
        basis=(),
        root=Item("", "试", Fraction(20), Fraction(0), _worth(None), groups),
        rounding={"item": Rounding(2, "half_up")},
        facts={fact.name: fact for fact in FACTS},
        elements={element.key: element for element in elements},
        sha256="0" * 64,
        units=UNITS,
    )
