"""The audit: what a rubric says that loads and is still wrong, found without any facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rubric.audit import (
    beyond_bounds,
    decided_condition,
    deduction_above_points,
    element_and_fact,
    empty_level,
    look_alike_names,
    mixed_units,
    never_full,
    never_lost,
    percent_as_number,
    repeated_formula,
    same_band,
    text_and_rule,
    unlimited_line,
    unreachable_band,
    unreachable_case,
    unused_name,
    zero_denominator,
)
from rubric.audit.finding import Finding, Label
from rubric.audit.reading import Reading
from rubric.audit.report import clean, findings_json, render_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rubric.model import Rubric

__all__ = ("CHECKS", "SEVERITIES", "Finding", "Label", "audit", "clean", "findings_json", "render_findings")

CHECKS: Final[Mapping[str, Callable[[Reading], Iterator[Finding]]]] = {
    "beyond-bounds": beyond_bounds.check,
    "decided-condition": decided_condition.check,
    "deduction-above-points": deduction_above_points.check,
    "element-and-fact": element_and_fact.check,
    "empty-level": empty_level.check,
    "look-alike-names": look_alike_names.check,
    "mixed-units": mixed_units.check,
    "never-full": never_full.check,
    "never-lost": never_lost.check,
    "percent-as-number": percent_as_number.check,
    "repeated-formula": repeated_formula.check,
    "same-band": same_band.check,
    "text-and-rule": text_and_rule.check,
    "unlimited-line": unlimited_line.check,
    "unreachable-band": unreachable_band.check,
    "unreachable-case": unreachable_case.check,
    "unused-name": unused_name.check,
    "zero-denominator": zero_denominator.check,
}

# The worst first.
SEVERITIES: Final = ("error", "warning", "hint")


def audit(rubric: Rubric, checks: Iterable[str] | None = None) -> list[Finding]:
    """Everything the checks find, those of ``checks`` or all of them, in the order of the file."""
    reading = Reading(rubric)
    names = CHECKS if checks is None else checks
    found = dict.fromkeys(finding for name in names for finding in CHECKS[name](reading))
    return sorted(found, key=lambda finding: _order(finding, rubric))


def _order(finding: Finding, rubric: Rubric) -> tuple[bool, bool, str, int, str]:
    place = finding.place
    if place is None:
        return (True, False, "", 0, finding.code)
    other = rubric.source is None or place.source.name != rubric.source.name
    return (False, other, place.source.name, place.start, finding.code)
