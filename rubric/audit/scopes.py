"""Scopes: where a tree stands, and with it what its names mean and which conditions lead there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.record import Record

if TYPE_CHECKING:
    import ast

    from rubric.model import Fact, Item, Worth
    from rubric.rules.base import Lowered


class Scope(Record):
    """Where a tree stands: its item, the table whose row it is read for, the condition that leads there, or
    the quantity over all subjects that reads it for each of them."""

    item: Item | None = None
    table: Fact | None = None
    applies: ast.expr | None = None
    cohort: str | None = None


class Rule(Record):
    """A rule in its scope: of a leaf, of the rows of a table, of a value, or a ceiling."""

    lowered: Lowered
    scope: Scope
    name: str
    worth: Worth | None = None


class Said(Record):
    """A condition that an author wrote, in its scope."""

    when: ast.expr
    scope: Scope
