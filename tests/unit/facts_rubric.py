"""A rubric made by hand, with one of everything that a facts file can speak of."""

from __future__ import annotations

from fractions import Fraction

from rubric.model import Element, Fact, Item, Rounding, Rubric
from rubric.range import Range, read_range
from rubric.rules.base import Branch, Lowered
from rubric.rules.reader import constant

LEVELS = {"达成": "[80%, 100%]", "部分达成": "[60%, 80%)", "未达成": "[0%, 60%)"}
FACTS = (
    Fact("预算", "number", "万元", read_range("(0, inf)"), source="部门预算批复"),
    Fact("人数", "integer", "人", read_range("[0, 1000]")),
    Fact("完成率", "number", "%", read_range("[0, 200%]")),
    Fact("系数", "number"),
    Fact("已公开", "yes_no"),
)


def _range(text: str) -> Range:
    held = read_range(text)
    assert held is not None
    return held


def _leaf(path: str, rule: Lowered, text: str | None = None) -> Item:
    return Item(path, path.rsplit("/", 1)[-1], Fraction("3.33"), Fraction(0), rule, (), text=text)


def _checklist() -> Lowered:
    return Lowered("checklist", constant(Fraction(0)))


def _judgement() -> Lowered:
    levels = tuple(Branch("level", name, interval=_range(text)) for name, text in LEVELS.items())
    return Lowered("judgement", constant(Fraction(0)), branches=levels)


def rubric() -> Rubric:
    """Five facts, two checklists that share the name of an element, two judgements of one short name."""
    leaves = (
        _leaf("管理/制度", _checklist(), "财务、采购制度各1分。"),
        _leaf("管理/资产", _checklist()),
        _leaf("管理/质量", _judgement()),
        _leaf("效益/质量", _judgement()),
        _leaf("效益/满意度", _judgement()),
    )
    groups = tuple(
        Item(name, name, Fraction(10), Fraction(0), None, tuple(x for x in leaves if x.path.startswith(name)))
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
        root=Item("", "试", Fraction(20), Fraction(0), None, groups),
        rounding={"item": Rounding(2, "half_up")},
        facts={fact.name: fact for fact in FACTS},
        elements={element.key: element for element in elements},
        sha256="0" * 64,
    )
