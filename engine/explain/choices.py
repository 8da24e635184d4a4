"""Which of several decided: the band, the case, the row of a lookup, the stretch of a broken line."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.explain.figures import decided, measured, own_points, put_in, quantity_of
from engine.explain.words import amount, aside, clauses, colon, commas, equation, interval, operand
from rubric.number import show, show_percent

if TYPE_CHECKING:
    from engine.scorecard import BranchUse, ItemScore
    from rubric.problems import Language


# -- bands -----------------------------------------------------------------------------------------


def band(item: ItemScore, language: Language) -> list[str]:
    """The figure, and the ends of the band that holds it."""
    use = decided(item)
    if use is None or use.branch.interval is None:
        return [measured(item, language)]
    where = interval(use.branch.interval, language, percent=item.trace.percent)
    return [commas([measured(item, language), where], language)]


def band_figures(item: ItemScore, language: Language) -> list[str]:
    """The figure, and what the band earns where a formula says it."""
    use = decided(item)
    return [measured(item, language), earned(use, item, language) if use is not None else ""]


def band_read(item: ItemScore, language: Language) -> list[str]:
    """The band as it is written, its ends in words, and what it earns."""
    use = decided(item)
    if use is None or use.branch.interval is None:
        return [measured(item, language)]
    where = interval(use.branch.interval, language, percent=item.trace.percent)
    due = amount(use.amount)
    label = use.branch.label.replace(" ", "\N{NO-BREAK SPACE}")
    if language == "zh":
        return [f"落在 {label} 档（{where}），得 {due}"]
    return [f"in the band {label} ({where}), which earns {due}"]


# -- cases -----------------------------------------------------------------------------------------


def case(item: ItemScore, language: Language) -> list[str]:
    """The case that decided: in the author's words where there are some, with its figures."""
    use = decided(item)
    if use is None:
        return []
    said = use.branch.because or ("" if use.branch.label else _otherwise(language))
    return [colon(said, clauses(case_figures(item, language), language), language)]


def case_figures(item: ItemScore, language: Language) -> list[str]:
    """The condition that held with its numbers; for ``otherwise``, those that did not hold."""
    use = decided(item)
    if use is None:
        return []
    if use.branch.test is not None:
        held = _condition(use, item, language)
        said = held if held != use.branch.label or not use.branch.because else ""
        return [said, earned(use, item, language)]
    failed = [one for one in item.trace.branches if one.branch.test is not None]
    if len(failed) > 2:
        zh = f"前 {len(failed)} 种情形都不成立"
        said = zh if language == "zh" else f"none of the {len(failed)} cases before holds"
        return [said, earned(use, item, language)]
    texts = [_condition(one, item, language) for one in failed]
    told = [f"{text} 不成立" if language == "zh" else f"{text} is false" for text in texts]
    return [*told, earned(use, item, language)]


def earned(use: BranchUse, item: ItemScore, language: Language) -> str:
    """What a branch earns by a formula, with its numbers; nothing where it earns a number or a share."""
    tree = use.branch.amount
    if not isinstance(use.amount, Fraction) or tree is None or isinstance(tree, ast.Constant | ast.Name):
        return ""
    match tree:
        case ast.BinOp(left=ast.Constant(), op=ast.Mult(), right=ast.Name(id="points")):
            return ""
    return equation(put_in(tree, item, language), show(use.amount))


def case_read(item: ItemScore, language: Language) -> list[str]:
    """The case that decided and what it earns."""
    use = decided(item)
    if use is None:
        return []
    due = f"得 {amount(use.amount)}" if language == "zh" else f"earns {amount(use.amount)}"
    return [commas([use.branch.because or use.branch.label or _otherwise(language), due], language)]


def _condition(use: BranchUse, item: ItemScore, language: Language) -> str:
    """A condition with its numbers put in."""
    test = use.branch.test
    if test is None:
        return use.branch.label
    # A name that is compared as it is keeps its name beside its number: 年末结余 5.01 ≤ 上年结转 5.
    compared = [node for node in ast.walk(test) if isinstance(node, ast.Compare)]
    sides = [side for node in compared for side in (node.left, *node.comparators)]
    return put_in(test, item, language, named={side.id for side in sides if isinstance(side, ast.Name)})


def _otherwise(language: Language) -> str:
    return "其余情形" if language == "zh" else "otherwise"


# -- lookup ----------------------------------------------------------------------------------------


def row(item: ItemScore, language: Language) -> list[str]:
    """What was looked up: ``最高表彰 = 省级``."""
    use = decided(item)
    return [row_label(use, item, language)] if use is not None else []


def row_figures(item: ItemScore, language: Language) -> list[str]:
    """What the row earns where a formula says it."""
    use = decided(item)
    return [earned(use, item, language)] if use is not None else []


def row_read(item: ItemScore, language: Language) -> list[str]:
    """The row that was found and what it earns."""
    use = decided(item)
    if use is None:
        return []
    due = f"得 {amount(use.amount)}" if language == "zh" else f"earns {amount(use.amount)}"
    return [commas([row_label(use, item, language), due], language)]


def row_label(use: BranchUse, item: ItemScore, language: Language) -> str:
    """A row of a lookup with the names of what it chooses by."""
    words = [_word(word, language) for word in use.branch.label.split("、")]
    names = item.trace.formula.split("，") if item.trace.formula else []
    if len(names) != len(words):
        return commas(words, language)
    return commas([f"{name} = {word}" for name, word in zip(names, words, strict=True)], language)


def _word(word: str, language: Language) -> str:
    return {"yes": "是", "no": "否"}.get(word, word) if language == "zh" else word


# -- interpolate -----------------------------------------------------------------------------------


class Stretch(NamedTuple):
    """A stretch of a broken line: the points at its two ends."""

    low: tuple[Fraction, Fraction]
    high: tuple[Fraction, Fraction]


def point(item: ItemScore, language: Language) -> list[str]:
    """The figure, and the two points that it lies between, or the end that it is held at."""
    use = decided(item)
    if use is None:
        return [measured(item, language)]
    return [commas([measured(item, language), _where(use, item, language)], language)]


def point_figures(item: ItemScore, language: Language) -> list[str]:
    """The line between the two points with the numbers put in."""
    use = decided(item)
    held = stretch(use, item) if use is not None else None
    said = measured(item, language)
    if held is None or use is None or held.low[1] == held.high[1]:
        return [said]
    x = operand(quantity_of(item))
    (x0, y0), (x1, y1) = held
    low, high = _x(x0, item), _x(x1, item)
    start = f"{show(y0)} + " if y0 else ""
    rise = f"({show(y1)} − {show(y0)})" if y0 else show(y1)
    line = f"{start}({x} − {low}) ÷ ({high} − {low}) × {rise}"
    return [*([said] if said != x else []), equation(line, amount(use.amount))]


def point_read(item: ItemScore, language: Language) -> list[str]:
    """Between which points it lies and what that earns."""
    use = decided(item)
    if use is None:
        return []
    due = f"得 {amount(use.amount)}" if language == "zh" else f"earns {amount(use.amount)}"
    return [commas([_where(use, item, language), due], language)]


def _where(use: BranchUse, item: ItemScore, language: Language) -> str:
    zh, held, between = language == "zh", use.branch.interval, stretch(use, item)
    if not use.branch.label and held is not None:
        where = interval(held, language, percent=item.trace.percent)
        return f"{where}，按端点计" if zh else f"{where}: counts as the end point"
    if between is None:
        return use.branch.label
    low, high = (_end(end, item, language) for end in between)
    return f"在 {low}与 {high}之间插值" if zh else f"between {low} and {high}"


def _end(end: tuple[Fraction, Fraction], item: ItemScore, language: Language) -> str:
    x, y = _x(end[0], item), show(end[1])
    return f"{x}（{y} 分）" if language == "zh" else f"{x}{aside(y, language)}"


def _x(value: Fraction, item: ItemScore) -> str:
    return show_percent(value) if item.trace.percent else show(value)


def stretch(use: BranchUse, item: ItemScore) -> Stretch | None:
    """The two points that a stretch goes through, read off the line that it lowers to."""
    held, line, scale = use.branch.interval, use.branch.amount, Fraction(1)
    if held is None or held.lo is None or held.hi is None:
        return None
    match line:
        case ast.BinOp(left=ast.BinOp() as share, op=ast.Mult(), right=ast.Name(id="points")):
            line, scale = share, own_points(item) or Fraction(1)
    match line:
        case ast.BinOp(
            left=ast.Constant(value=Fraction() as start),
            op=ast.Add(),
            right=ast.BinOp(op=ast.Mult(), right=ast.Constant(value=Fraction() as slope)),
        ):
            end = start + slope * (held.hi - held.lo)
            return Stretch((held.lo, start * scale), (held.hi, end * scale))
    return None
