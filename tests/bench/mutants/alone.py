"""A mutant outside of functions: changed before it is imported, in a process of its own."""

from __future__ import annotations

import importlib.abc
import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.bench.mutants.asked import TESTS, Quick, own_tests, run_tests
from tests.bench.mutants.tree import ROOT

if TYPE_CHECKING:
    from tests.bench.mutants.mutant import Mutant


def alone(mutant: Mutant) -> str | None:
    """What noticed a mutant: 'alone', or '' where it ran out of time; None where nothing did."""
    command = [sys.executable, "-m", "tests.bench.mutants", mutant.file, "--alone", str(mutant.number)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return "alone" if done.returncode else None


def run_alone(mutant: Mutant) -> int:
    """What pytest says of all the tests in a process that imports the mutant."""
    sys.meta_path.insert(0, _Changed(mutant))
    own = own_tests(mutant.file)
    return run_tests(["-x"], [*own, *(test for test in TESTS if test not in own)], Quick())


class _Changed(importlib.abc.Loader):
    """Loads one module from a mutant's tree."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant, self.name = mutant, mutant.file.removesuffix(".py").replace("/", ".")

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> Any:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def create_module(self, _spec: object) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        module.__file__ = str(ROOT / self.mutant.file)
        exec(self.mutant.code(), module.__dict__)
