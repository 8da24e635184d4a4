"""The rule ``proportion``: the share of a target that was reached, and what was made of it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.explain.figures import own_points
from engine.explain.words import aside, commas, equation, formula, operand, share
from rubric.number import read_number, show, show_percent

if TYPE_CHECKING:
    from engine.scorecard import ItemScore
    from rubric.problems import Language

Place = Literal["met", "beyond", "zero", "part", "nothing"]


class Reached(NamedTuple):
    """A proportion that was calculated: both sides, what they came to, and on which side of which cut."""

    of: Fraction
    target: Fraction
    raw: Fraction
    shape: Literal["higher", "ratio", "linear"]
    place: Place


def short(item: ItemScore, language: Language) -> list[str]:
    """The figures with the share in percent, and what happened at the target, at 0 or below the start."""
    reached = read(item)
    if reached is None:
        return [_sides(item, language)]
    if reached.place == "zero" or (reached.shape != "higher" and reached.place in ("met", "beyond")):
        return [remark(item, reached, language)]
    said, noted = _figures(item, reached, language), remark(item, reached, language)
    whole = reached.place == "met" and reached.shape == "higher"
    inside = reached.place == "part" or whole
    return [said + aside(noted, language) if inside else commas([said, noted], language)]


def figures(item: ItemScore, language: Language) -> list[str]:
    """The numbers put in, with what they come to."""
    reached = read(item)
    return [_sides(item, language) if reached is None else _figures(item, reached, language)]


def reading(item: ItemScore, language: Language) -> list[str]:
    """How the shape of the rule turned the share into points."""
    reached = read(item)
    if reached is None:
        return []
    zh, target = language == "zh", shown(reached.target, item)
    if reached.place in ("met", "beyond", "zero") or (
        reached.place == "nothing" and reached.shape != "linear"
    ):
        return [remark(item, reached, language)]
    if reached.shape == "linear":
        end = end_of(item, reached)
        zero = shown(end, item) if end is not None else ""
        if zh:
            return [
                commas([f"按线性计：{target} 及以下得满分", f"{zero} 及以上不得分" if zero else ""], language)
            ]
        return [commas([f"linear: full up to {target}", f"nothing from {zero}" if zero else ""], language)]
    done = share(_share(reached))
    if reached.shape == "ratio":
        said = equation("目标 ÷ 实际" if zh else "target ÷ actual", done)
        return [f"按反比计：{said}" if zh else f"by the ratio: {said}"]
    return [f"按完成目标的比例计：{done}" if zh else f"in proportion to the target reached: {done}"]


def read(item: ItemScore) -> Reached | None:
    """What the trace says of a proportion, None where it was not calculated."""
    trace = item.trace
    of, target, raw = trace.quantity, trace.target, trace.raw
    if of is None and target == 0:
        of = Fraction(0)  # a target of 0 decides before anything is measured
    if not isinstance(of, Fraction) or not isinstance(target, Fraction) or raw is None:
        return None
    options = dict(trace.options)
    shape: Literal["higher", "ratio", "linear"] = "higher"
    if options.get("better") == "lower":
        shape = "linear" if options.get("shape") == "linear" else "ratio"
    return Reached(of, target, raw, shape, _place(of, target, raw, higher=shape == "higher"))


def _place(of: Fraction, target: Fraction, raw: Fraction, *, higher: bool) -> Place:
    if target == 0 and (higher or of > 0):
        return "zero"
    if of == target:
        return "met"
    if of > target if higher else of < target:
        return "beyond"
    return "part" if raw else "nothing"


def _share(reached: Reached) -> Fraction:
    """What was reached of the target; only for a target, or a quantity, that is not 0."""
    if reached.shape == "higher":
        return reached.of / reached.target
    return reached.target / reached.of


def _figures(item: ItemScore, reached: Reached, language: Language) -> str:
    of, target = _texts(item, language)
    raw = show(reached.raw)
    if reached.place == "zero":
        return ""
    if reached.shape == "higher":
        if reached.place == "beyond" or (reached.place == "nothing" and reached.of):
            return equation(f"{of} ÷ {operand(target)}", share(_share(reached)))
        points = _points(item, reached)
        whole = (
            f"{points} × {operand(of)} ÷ {operand(target)}"
            if points
            else f"{operand(of)} ÷ {operand(target)}"
        )
        return equation(whole, raw)
    if reached.place != "part":
        return _sides(item, language)
    points = _points(item, reached)
    if reached.shape == "ratio":
        return (
            equation(f"{points} × {operand(target)} ÷ {operand(of)}", raw)
            if points
            else _sides(item, language)
        )
    end = end_of(item, reached)
    if end is None or not points:
        return _sides(item, language)
    zero = shown(end, item)
    return equation(f"{points} × ({zero} − {of}) ÷ ({zero} − {target})", raw)


def remark(item: ItemScore, reached: Reached, language: Language) -> str:
    """What happened at the target, at 0, or below the start."""
    zh = language == "zh"
    if reached.place == "zero":
        due = show(reached.raw)
        return f"目标为 0，按规定计 {due}" if zh else f"the rubric gives {due} for a target of 0"
    if reached.place == "nothing":
        return _nothing(item, reached, language)
    if reached.shape == "higher":
        done = share(_share(reached))
        if reached.place == "beyond":
            return "超过目标，以满分计" if zh else "beyond the target: full points"
        return f"完成 {done}" if zh else f"{done} of the target"
    if reached.place in ("met", "beyond"):
        of, target = _texts(item, language)
        return (
            f"{of} 不高于目标 {target}，得满分" if zh else f"{of} is within the target {target}: full points"
        )
    points = own_points(item)
    done = share(reached.raw / points) if points else share(_share(reached))
    if reached.shape == "ratio":
        return f"反比，{done}" if zh else f"ratio, {done}"
    return f"线性，{done}" if zh else f"linear, {done}"


def _nothing(item: ItemScore, reached: Reached, language: Language) -> str:
    """Nothing was earned: at the end of a line, below the start, or because nothing was done."""
    zh, options = language == "zh", dict(item.trace.options)
    if reached.shape == "linear":
        end = end_of(item, reached)
        zero = shown(end, item) if end is not None else ""
        return f"已到归零点 {zero}".rstrip() if zh else f"at or past the end {zero}".rstrip()
    if not reached.of:
        return "没有完成" if zh else "nothing was reached"
    start = read_number(options.get("from", ""))
    cut = show_percent(start.value) if start is not None else ""
    return (
        f"未到起计比例 {cut}".rstrip()
        if zh
        else f"below the share {cut} from which points are earned".replace("  ", " ")
    )


def end_of(item: ItemScore, reached: Reached) -> Fraction | None:
    """Where a linear proportion comes to nothing: as written, else as its points give it away."""
    written = read_number(dict(item.trace.options).get("zero_at", ""))
    if written is not None:
        return written.value * reached.target
    points = own_points(item)
    if not points or not 0 < reached.raw < points:
        return None
    part = reached.raw / points
    return (reached.of - part * reached.target) / (1 - part)


def _points(item: ItemScore, reached: Reached) -> str:
    points = own_points(item)
    if points is None and reached.shape != "linear" and reached.raw and reached.place == "part":
        points = reached.raw / _share(reached)
    return show(points) if points is not None else ""


def _texts(item: ItemScore, language: Language) -> tuple[str, str]:
    return formula(item.trace.substituted, language), formula(item.trace.target_text, language)


def _sides(item: ItemScore, language: Language) -> str:
    """Both sides beside each other, where nothing was divided."""
    of, target = _texts(item, language)
    if not of or not target:
        return ""
    return f"{of}，目标 {target}" if language == "zh" else f"{of}, target {target}"


def shown(value: Fraction, item: ItemScore) -> str:
    """A figure of an item, in percent where it is spoken of so."""
    return show_percent(value) if item.trace.percent else show(value)
