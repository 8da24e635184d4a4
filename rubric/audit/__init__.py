"""The audit: what a rubric says that loads and is still wrong, found without any facts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rubric.audit import (
    beyond_bounds,
    decided_condition,
    deduction_above_points,
    direction,
    element_and_fact,
    empty_grade,
    empty_level,
    house_policy,
    ignore_comment,
    line_twice,
    look_alike_names,
    mixed_units,
    never_full,
    never_lost,
    percent_as_number,
    repeated_formula,
    rounded_and_exact,
    same_band,
    text_and_rule,
    unlimited_line,
    unreachable_band,
    unreachable_case,
    unused_name,
    valley_band,
    zero_denominator,
)
from rubric.audit.finding import Finding, Label, Repair
from rubric.audit.reading import Reading
from rubric.audit.report import clean, findings_json, render_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rubric.model import Rubric

__all__ = (
    "CHECKS",
    "CODES",
    "SEVERITIES",
    "Finding",
    "Label",
    "Repair",
    "audit",
    "clean",
    "findings_json",
    "render_findings",
)

CHECKS: Final[Mapping[str, Callable[[Reading], Iterator[Finding]]]] = {
    "beyond-bounds": beyond_bounds.check,
    "decided-condition": decided_condition.check,
    "deduction-above-points": deduction_above_points.check,
    "direction": direction.check,
    "element-and-fact": element_and_fact.check,
    "empty-grade": empty_grade.check,
    "empty-level": empty_level.check,
    "house-policy": house_policy.check,
    "ignore-comment": ignore_comment.check,
    "line-twice": line_twice.check,
    "look-alike-names": look_alike_names.check,
    "mixed-units": mixed_units.check,
    "never-full": never_full.check,
    "never-lost": never_lost.check,
    "percent-as-number": percent_as_number.check,
    "repeated-formula": repeated_formula.check,
    "rounded-and-exact": rounded_and_exact.check,
    "same-band": same_band.check,
    "text-and-rule": text_and_rule.check,
    "unlimited-line": unlimited_line.check,
    "unreachable-band": unreachable_band.check,
    "unreachable-case": unreachable_case.check,
    "unused-name": unused_name.check,
    "valley-band": valley_band.check,
    "zero-denominator": zero_denominator.check,
}

# The checks by the codes of what they find.
CODES: Final[Mapping[str, str]] = {
    kind.code: kind.check for kind in Finding.__subclasses__() if kind.check in CHECKS
}

# The worst first.
SEVERITIES: Final = ("error", "warning", "hint")


def audit(
    rubric: Rubric,
    checks: Iterable[str] | None = None,
    *,
    but: Iterable[str] = (),
    house: Mapping[str, str] = MappingProxyType({}),
) -> list[Finding]:
    """Everything that is found and no comment silences, in the order of the file.

    ``checks`` are names of checks or codes of findings, all where it is None; ``but`` those to leave
    out. ``house`` is what an office asks of all its rubrics (``{"basis": "required"}``), unless the rubric
    itself says otherwise. Raises KeyError for a name that is neither.
    """
    wanted, unwanted = frozenset(CHECKS if checks is None else checks), frozenset(but)
    run = sorted({CODES.get(name, name) for name in wanted} - unwanted)
    reading = Reading(rubric, house, (*CHECKS, *CODES))

    def chosen(finding: Finding) -> bool:
        names = {finding.check, finding.code}
        return not names.isdisjoint(wanted) and names.isdisjoint(unwanted)

    found = [*dict.fromkeys(one for name in run for one in CHECKS[name](reading) if chosen(one))]
    looked_for = {name for name in (*CHECKS, *CODES) if _looked_for(name, wanted, unwanted)}
    kept, idle = ignore_comment.heeded(found, reading.ignores, looked_for)
    return sorted([*kept, *filter(chosen, idle)], key=lambda finding: _order(finding, rubric))


def _looked_for(name: str, wanted: frozenset[str], unwanted: frozenset[str]) -> bool:
    """Whether all that a name stands for was looked for, so that its absence means something."""
    check = CODES.get(name, name)
    parts = {code for code, held in CODES.items() if held == check and name in (check, code)}
    found = check in wanted or parts <= wanted
    return found and unwanted.isdisjoint({check, *parts})


def _order(finding: Finding, rubric: Rubric) -> tuple[bool, bool, str, int, str]:
    place = finding.place
    if place is None:
        return (True, False, "", 0, finding.code)
    other = rubric.source is None or place.source.name != rubric.source.name
    return (False, other, place.source.name, place.start, finding.code)
