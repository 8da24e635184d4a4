"""Known: a part of an expression as a term of the solver, and what translates names and tables to them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from engine.proof.smt import Term


class Known(NamedTuple):
    """The value of a part and the condition under which it has one."""

    value: Term
    defined: Term = True


Names = Callable[[str], Known]
# The rows of a table as names over the outer names, each with the condition that it is there.
Rows = Callable[[str, Names], Sequence[Names] | None]
# What a tree lies in, where a table of this name has rows; not a Range where it may have no value.
Bounds = Callable[[ast.expr, str], Any]
