"""A mutant: a file with one place of it changed."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from tests.bench.mutants.changes import changes
from tests.bench.mutants.tree import ROOT, Way, parsed, places, put

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType


class Mutant(NamedTuple):
    """A change of one place; ``function`` is the outermost one that holds it, '' outside of all."""

    file: str
    number: int
    line: int
    function: str
    said: str
    path: Way
    other: ast.AST

    def code(self) -> CodeType:
        """The whole file with the change in it."""
        tree = parsed(self.file)
        put(tree, self.path, self.other)
        return compile(ast.fix_missing_locations(tree), str(ROOT / self.file), "exec", dont_inherit=True)


def mutants(file: str) -> Iterator[Mutant]:
    """Every mutant of a file, numbered in the order of its places."""
    number = 0
    for path, node, function in places(parsed(file)):
        for other in changes(node):
            said = f"{_shown(node)} → {_shown(other)}"
            yield Mutant(file, number, getattr(node, "lineno", 0), function, said, path, other)
            number += 1


def _shown(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0][:100]
