"""A band that its quantity can never lie in.

Exact where it is reported: the quantity was enclosed over the declared ranges and lies outside; a bare
fact with a step, and a value with places, is looked for on its own multiples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.bands_of import grid, rules_with_bands
from rubric.audit.finding import Finding
from rubric.audit.places import declared
from rubric.audit.witness import facts_of
from rubric.range import intersect, on_grid, show_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading


class UnreachableBand(Finding):
    """The interval lies where the quantity cannot."""

    check = "unreachable-band"
    code = "A005"
    zh = "档 {band} 永远用不上：“{of}”只能在 {held} 之内。"
    en = "The band {band} is never reached: “{of}” lies within {held}."
    effect_zh = "“{item}”的这一档从不决定得分。"
    effect_en = "This band of “{item}” never decides a score."
    fix_zh = "核对档的两端和事实的范围（{held}），或删去这一档。"
    fix_en = "Check the band's ends and the declared range ({held}), or drop the band."
    band: str
    of: str
    held: str
    item: str


def check(reading: Reading) -> Iterator[Finding]:
    """Bands that hold none of what their quantity can be."""
    for rule, domain in rules_with_bands(reading):
        step = grid(reading, rule)
        quantity = rule.lowered.quantity
        for branch in rule.lowered.branches:
            both = intersect(branch.interval, domain) if branch.interval is not None else domain
            if both is not None and (step is None or on_grid(both, step) is not None):
                continue
            facts = facts_of(reading, quantity, rule.scope).values() if quantity is not None else ()
            held = show_range(domain, rule.lowered.percent)
            if both is not None and step is not None:
                held += f"（步长 {step}）" if reading.rubric.language == "zh" else f" in steps of {step}"
            yield UnreachableBand(
                place=branch.place,
                labels=declared(list(facts)[:2]),
                band=branch.label,
                of=rule.lowered.text,
                held=held,
                item=rule.name,
            )
