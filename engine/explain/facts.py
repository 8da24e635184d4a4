"""Facts and named values as they entered a score, with where they stand."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain.over_all import why
from engine.explain.words import aside, colon, commas, equation, figure, formula, true_minus, value_of, where

if TYPE_CHECKING:
    from engine.scorecard import FactUse, ValueUse
    from rubric.problems import Language


def fact_sentence(use: FactUse, language: Language) -> str:
    """``年末结转结余 = 8 万元（facts.yaml 第 8 行，报告三（二）2）``."""
    zh = language == "zh"
    if use.value is None and not use.text and use.over_all:
        return f"{use.name} {why(use, language)}"
    if use.value is None and not use.text:
        return f"{use.name}：缺" if zh else f"{use.name}: not known"
    # A value with spaces in it is a sentence of the author's; a number keeps its printed places.
    text = use.text or value_of(use.value, language)
    if isinstance(use.value, bool):
        text = value_of(use.value, language)
    if isinstance(use.value, str) and use.value.isdigit() and use.unit is None:
        # A table enters with the number of its rows.
        rows = "行" if zh else "row" if use.value == "1" else "rows"
        return f"{use.name}{'：' if zh else ': '}{use.value} {rows}{aside(place(use, language), language)}"
    text = true_minus(text) if isinstance(use.value, Fraction) else text
    unit = f" {use.unit}" if use.unit and not text.endswith(use.unit) else ""
    return f"{use.name} = {text}{unit}{aside(place(use, language), language)}"


def place(use: FactUse, language: Language) -> str:
    """Where a fact stands in the file, its source and its note."""
    stands = use.file or ""
    if use.file and use.cell:
        stands = f"{use.file} {use.cell}" if language == "en" else f"{use.file} {use.cell} 格"
    elif use.file and use.line is not None:
        stands = where(use.file, use.line, language)
    elif use.over_all and use.value is not None:
        stands = "由全部单位算出" if language == "zh" else "calculated from all subjects"
    return commas([stands, use.source or "", use.note or ""], language)


def value_sentence(use: ValueUse, language: Language) -> str:
    """``印出的就业率 = 就业人数 / 毕业人数：895 ÷ 1000，得 90%``; the figure may be a rounded one."""
    head = f"{use.name} = {formula(use.formula, language)}" if use.formula else use.name
    if use.value is None:
        return f"{head}：无值" if language == "zh" else f"{head}: no value"
    if isinstance(use.value, Fraction):
        shown = figure(use.value, percent=use.percent)
    else:
        shown = value_of(use.value, language)
    substituted = formula(use.substituted, language)
    if not use.formula and not substituted:
        return equation(use.name, shown)
    if not substituted:
        # Of a rule the formula is what it goes by: 权重（按 等级）= 0.56.
        by = f"按 {use.formula}" if language == "zh" else f"by {use.formula}"
        return equation(use.name + aside(by, language), shown)
    if shown.startswith("≈"):
        return colon(head, equation(substituted, shown), language)
    if substituted == shown:
        return colon(head, shown, language)
    return colon(
        head, f"{substituted}，得 {shown}" if language == "zh" else f"{substituted} gives {shown}", language
    )
