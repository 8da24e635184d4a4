"""The functions over the rows of a table, as terms of the solver."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.proof import smt
from engine.proof.smt_functions import OVER_ROWS, ZERO
from engine.proof.smt_known import Known
from rubric.formula.check import called

if TYPE_CHECKING:
    import ast

    from engine.proof.smt_terms import Translator


def over_table(translator: Translator, tree: ast.Call) -> Known:
    """A function over the rows that there are, or over any number of them."""
    name, table = called(tree), tree.args[0].id  # type: ignore[attr-defined]  # the first argument is a table
    rows = translator.rows(table, translator.names)
    if rows is None:
        return _any_rows(translator, tree, name, table)
    if not rows:
        if len(tree.args) > 2:
            return translator.known(tree.args[2])
        return Known(smt.number(ZERO), name == "count")
    if name == "count" and len(tree.args) == 1:
        return Known(smt.number(Fraction(len(rows))))
    held = [translator.inner(row).known(tree.args[1]) for row in rows]
    value = OVER_ROWS[name]([one.value for one in held])
    return Known(value, smt.both(*(one.defined for one in held)))


def _any_rows(translator: Translator, tree: ast.Call, name: str, table: str) -> Known:
    """A table of which nothing is known but what its columns' ranges say."""
    sheet = translator.sheet
    if name in ("any", "all"):
        return Known(sheet.fresh("boolean"), sheet.fresh("boolean"))
    found, some = sheet.fresh("real"), smt.unknown(f"rows:{table}", "boolean")
    if translator.bounded(found, tree):
        if name == "count" and len(tree.args) == 1:
            sheet.sides.append(smt.choose(some, found >= 1, found == 0))
        return Known(found)
    if len(tree.args) < 3 and translator.bounded(found, tree, table):
        return Known(found, some)
    return Known(found, sheet.fresh("boolean"))
