"""The functions of the running engine that a mutant changes, and the code that they then have."""

from __future__ import annotations

import gc
from collections import defaultdict
from functools import _lru_cache_wrapper, cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

from tests.bench.mutants.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.mutants.mutant import Mutant


def patch(mutant: Mutant) -> tuple[CodeType, list[FunctionType]]:
    """The code of a mutant's function, and every function that is to have it."""
    file = str(ROOT / mutant.file)
    name, _, line = mutant.function.partition(":")
    codes = _codes(mutant.code())
    new = next(one for one in codes if one.co_name == name and one.co_firstlineno == int(line))
    return new, _functions()[file, name, int(line)]


@cache
def _functions() -> dict[tuple[str, str, int], list[FunctionType]]:
    """All functions by where they stand, once the caches that they filled are empty."""
    found: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper):
            one.cache_clear()
        if isinstance(one, FunctionType):
            code = one.__code__
            found[code.co_filename, code.co_name, code.co_firstlineno].append(one)
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)
