"""A band that earns less than the bands on both of its sides.

Exact: what a band earns is compared where it is one number, whatever the facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding, Label
from rubric.audit.same_band import earned
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule
    from rubric.rules.base import Branch


class ValleyBand(Finding):
    """The score falls and rises again."""

    check = "valley-band"
    code = "A025"
    zh = "档 {band} 得 {earns}，比它两边的档都少（{below} 得 {lower}，{above} 得 {higher}）。"
    en = "The band {band} earns {earns}, less than on either side ({below}: {lower}, {above}: {higher})."
    effect_zh = "“{item}”的得分先降后升：差一些的反而得分多。"
    effect_en = "“{item}” falls and then rises: a worse result earns more."
    fix_zh = "核对这三档的分数，多半是写错或写反了一档。"
    fix_en = "Check the three figures: most likely one is mistyped, or two are exchanged."
    item: str
    band: str
    earns: str
    below: str
    lower: str
    above: str
    higher: str


Earning = tuple["Branch", "Fraction | None"]


def check(reading: Reading) -> Iterator[Finding]:
    """Bands of items and ceilings, each with the one below and the one above it."""
    for rule in reading.rules:
        if rule.lowered.rule != "bands" or rule.scope.item is None:
            continue
        worths = [(branch, earned(reading, rule, branch)) for branch in rule.lowered.branches]
        known = [(branch, held.lo if held is not None else None) for branch, held in worths]
        for below, dip, above in zip(known, known[1:], known[2:], strict=False):
            sides = (below[1], above[1])
            if dip[1] is not None and all(side is not None and side > dip[1] for side in sides):
                yield _finding(rule, below, dip, above)


def _finding(rule: Rule, below: Earning, dip: Earning, above: Earning) -> Finding:
    places = [side.place for side, _ in (below, above)]
    shown = [show(held) if held is not None else "" for _, held in (below, dip, above)]
    return ValleyBand(
        place=dip[0].place,
        labels=tuple(Label(place, "比它多", "earns more") for place in places if place is not None),
        item=rule.name,
        band=dip[0].label,
        earns=shown[1],
        below=below[0].label,
        lower=shown[0],
        above=above[0].label,
        higher=shown[2],
    )
