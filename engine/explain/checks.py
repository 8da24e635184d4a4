"""Checks of facts against facts that a reader has to see: both sides, and by how much they differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.explain.words import clauses, colon, commas, equation, formula, is_name, true_minus
from rubric.number import fold, read_number, show, show_percent
from rubric.record import Record

if TYPE_CHECKING:
    from engine.scorecard import CheckResult, Scorecard
    from rubric.problems import Language

_SIGNS: Final = (" = ", " ≠ ", " ≤ ", " ≥ ", " < ", " > ")
_COMPARED: Final = re.compile(r"==|!=|<=|>=|<|>|=|≠|≤|≥")
_TURNED: Final = str.maketrans("≤≥<>", "≥≤><")
_SEVERITY: Final = {
    "zh": {"error": "错误", "warning": "警告", "red_flag": "疑点"},
    "en": {"error": "error", "warning": "warning", "red_flag": "red flag"},
}


class CheckView(Record):
    """A check that does not hold, is open, or holds only within what the printed digits leave."""

    name: str
    said: str
    holds: bool | None


def checks(card: Scorecard, language: Language) -> list[CheckView]:
    """What does not hold comes first, then what is open, then what holds within the printed digits."""
    told = [check for check in card.checks if check.holds is not True or check.within]
    told.sort(key=lambda check: (check.holds is not False, check.holds is not None))
    return [CheckView(check.name, _said(check, language), check.holds) for check in told]


def _said(check: CheckResult, language: Language) -> str:
    sides = _sides(check.substituted)
    said = _compared(check, sides, language) if sides is not None else formula(check.substituted, language)
    return clauses([colon(said, _verdict(check, language), language), check.because or ""], language)


def _verdict(check: CheckResult, language: Language) -> str:
    zh = language == "zh"
    if check.holds is None:
        return "有事实待定，尚不能核对" if zh else "open, a fact is not known yet"
    if check.holds:
        if check.printed:
            return "在舍入之内" if zh else "within the rounding of the printed figures"
        return "在容差之内" if zh else "within the tolerance"
    severity = _SEVERITY[language][check.severity]
    return f"不符（{severity}）" if zh else f"does not hold ({severity})"


def _sides(text: str) -> tuple[str, str, str] | None:
    """The two sides of one comparison and the sign between them, outside all brackets."""
    depth, found = 0, None
    for place, char in enumerate(text):
        depth += (char in "(（") - (char in ")）")
        sign = text[place : place + 3]
        if depth == 0 and sign in _SIGNS:
            if found is not None:
                return None
            found = text[:place], sign, text[place + 3 :]
        if depth == 0 and text[place:].startswith((" or ", " and ")):
            return None
    return found


def _names(check: CheckResult) -> tuple[str, str]:
    """What the author calls each side, where a side is one fact or one value."""
    parts = _COMPARED.split(fold(check.text))
    left, right = (part.strip() if is_name(part) else "" for part in parts) if len(parts) == 2 else ("", "")
    return left, right


def _compared(check: CheckResult, sides: tuple[str, str, str], language: Language) -> str:
    """``1.01 + 2.02 = 3.03，表列 3.04，差 −0.01``."""
    left, sign, right = (formula(side, language) for side in sides)
    names = _names(check)
    if check.slack is None:
        return f"{left}{sign}{right}"
    turned = read_number(right) is None and read_number(left) is not None
    stated, summed = (left, right) if turned else (right, left)
    written = read_number(stated)
    shown = show_percent if written is not None and written.sign else show
    gap = true_minus(shown(check.slack))
    if written is None:
        both = f"{left}{sign}{right}"
        return f"{both}，两边相差 {gap}" if language == "zh" else f"{both}, the sides differ by {gap}"
    value = written.value - check.slack if turned else written.value + check.slack
    of, against = (names[1], names[0]) if turned else names
    said = equation(of or summed, shown(value))
    if sign == " = ":
        due = equation(against, stated) if of and against else f"表列 {stated}"
        if language == "en":
            due = equation(against, stated) if of and against else f"stated {stated}"
        return commas([said, due, f"差 {gap}" if language == "zh" else f"difference {gap}"], language)
    # With the figure on the left the sign is read from the other side.
    sign = sign.translate(_TURNED) if turned else sign
    due = f"{sign.strip()} {against} {stated}" if against else f"{sign.strip()} {stated}"
    return commas([said, f"应 {due}" if language == "zh" else f"due {due}"], language)
