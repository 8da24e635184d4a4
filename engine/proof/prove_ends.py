"""The ends of a group: facts with which all its items stand at their full points, or all at their least.

One question over a whole table is hard for a solver. Items that share no fact are asked apart, and the
answers put together; what they come to is scored, as always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.proof import smt
from engine.proof.prove_made import Unwritten, made_from
from engine.proof.prove_replay import Played, shows
from engine.proof.prove_scene import Scene
from engine.proof.saved import Made
from engine.questions.names import read_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.proof.claim import Claim
    from engine.proof.verdict import Example
    from rubric.model import Item, Rubric


def at_its_end(claim: Claim, rubric: Rubric, base: Mapping[str, Any], seconds: float) -> Example | None:
    """An example of a group at its full points or its least, None where this way finds none."""
    leaves = [item for item in claim.item.walk() if item.each is None and not item.items]
    held: dict[str, Any] = dict(base)
    for together in _sharing(leaves, rubric):
        found = _ask(claim, together, rubric, seconds)
        if found is None:
            return None
        held |= found
    values = {name: value for name, value in held.items() if not name.startswith("@") and value is not None}
    judged = {name[1:]: value for name, value in held.items() if name.startswith("@")}
    tables = {name: () for name, fact in rubric.facts.items() if fact.type == "table"}
    try:
        return shows(claim, Played(rubric, Made(values, judged, tables)))
    except ValueError:
        return None


def _sharing(leaves: Sequence[Item], rubric: Rubric) -> list[list[Item]]:
    """The items in parts that share no fact."""
    parts: list[tuple[set[str], list[Item]]] = []
    for leaf in leaves:
        trees = [leaf.worth.expr, *([leaf.applies.when] if leaf.applies is not None else [])]
        reads = {name for tree in trees for name in read_by(tree, rubric)}
        near = [part for part in parts if part[0] & reads]
        parts = [part for part in parts if not part[0] & reads]
        names = reads.union(*(part[0] for part in near))
        parts.append((names, [item for part in near for item in part[1]] + [leaf]))
    return [items for _, items in parts]


def _ask(claim: Claim, leaves: Sequence[Item], rubric: Rubric, seconds: float) -> dict[str, Any] | None:
    scene = Scene(rubric, claim, {})
    conditions: list[Any] = []
    for leaf in leaves:
        applied = scene.scores.applies(leaf)
        known = scene.unknowns.of_item(leaf).known(leaf.worth.expr)
        end = smt.number(leaf.points if claim.kind == "full" else leaf.least)
        conditions += [applied.value, applied.defined, known.defined, known.value == end]
    conditions += scene.assumed(strict=True)
    wanted = scene.unknowns.wanted()
    answer = smt.ask([*scene.sheet.sides, *conditions], wanted, seconds)
    if answer.outcome != "yes":
        return None
    try:
        made = made_from(rubric, answer.values, {}, scene.sheet, {})
    except Unwritten:
        return None
    absent = {name: None for name in scene.unknowns.variables if name not in made.values}
    return {**absent, **made.values, **{f"@{path}": share for path, share in made.judgements.items()}}
