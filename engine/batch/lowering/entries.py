"""Entries: the parts of a formula through which alone facts enter it, so that like rows are known as such."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import NoValue
from rubric.formula import MaybeUndefined, enclose, names_of
from rubric.formula.check import called
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.world import Context

# What is calculated from all its arguments: no condition in it can say more of a name than is known outside.
PLAIN: Final = frozenset(("min", "max", "abs", "floor", "ceil", "clamp", "round", "total", "once"))


def entries_of(tree: ast.expr) -> tuple[ast.expr, ...]:
    """The largest parts that are plain arithmetic, and the names outside them.

    Whatever the tree comes to, exactly or within ranges, is decided by what these come to: a comparison
    narrows a part or a bare name, and no bare name stands inside a part.
    """
    parts = list({id(part): part for part in _largest(tree)}.values())
    bare = {part.id for part in parts if isinstance(part, ast.Name)}
    while True:
        split = [part for part in parts if bare & set(names_of(part)) and not isinstance(part, ast.Name)]
        if not split:
            break
        bare = bare.union(*(names_of(part) for part in split))
        parts = [part for part in parts if part not in split]
    whole = [part for part in parts if not isinstance(part, ast.Name)]
    return (*whole, *(ast.Name(name, ast.Load()) for name in sorted(bare - {"points"})))


def _largest(node: ast.AST) -> Iterator[ast.expr]:
    """The parts in their order; what rules share between branches is a part of its own."""
    if isinstance(node, ast.Constant):
        return
    if isinstance(node, ast.Name) or (isinstance(node, ast.expr) and _plain(node) and not _shares(node)):
        yield node
        return
    parts = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
    for part in parts:
        yield from _largest(part)


def _shares(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Call) and called(part) == "once" for part in ast.walk(node))


def _plain(node: ast.expr) -> bool:
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.BinOp():
            return _plain(node.left) and _plain(node.right)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            return _plain(node.operand)
        case ast.Call():
            return called(node) in PLAIN and all(_plain(part) for part in node.args)
    return False


def key_of(entries: tuple[ast.expr, ...], context: Context) -> Any:
    """What the entries come to for one subject; None where one may have no value."""
    return tuple([_one(entry, context) for entry in entries])


def _one(entry: ast.expr, context: Context) -> Any:
    try:
        return True, context.world.evaluator.value(entry, context.exact)
    except NoValue as none:
        try:
            found = enclose(entry, context.bound, tables=context.world.tables)
        except MaybeUndefined:
            return False, none.why.kind, object()
        ends = (found.lo, found.hi, found.lo_open, found.hi_open) if isinstance(found, Range) else found
        return False, none.why.kind, ends
