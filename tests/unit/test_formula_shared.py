"""A part that several branches share is looked at once: what is found is the same as without that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.score import world_of
from engine.world import Context
from rubric.formula import MaybeUndefined
from rubric.formula.enclose import Encloser
from tests.random_rubrics.cases import MORE, SOME, Case, cases
from tests.random_rubrics.given import opened

if TYPE_CHECKING:
    import ast

FEW = settings(SOME, max_examples=8 * MORE)


class Unshared(Encloser):
    shares = False


def found(kind: type[Encloser], tree: ast.expr, context: Context) -> tuple[Any, dict[int, Any]]:
    walk = kind(context.bound, context.world.tables)
    try:
        return walk.bound(tree), walk.trace
    except MaybeUndefined as undefined:
        return (undefined.kind, undefined.detail), {}


@given(cases(), st.data())
@FEW
def test_shared_parts_come_to_the_same_as_parts_looked_at_each_time(case: Case, data: st.DataObject) -> None:
    world = world_of(case.rubric, data.draw(opened(case.facts, case.rubric)))
    for item in case.rubric.root.walk():
        if not item.is_group:
            context = Context(world, item.points, world.facts.judgements.get(item.path))
            for tree in (item.worth.start, item.worth.expr):
                assert found(Encloser, tree, context) == found(Unshared, tree, context)
