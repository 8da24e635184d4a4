"""Do the tests notice a change of the engine? ``python tests/bench/mutants.py FILE...`` from the root.

Each file is changed in one place at a time, and the tests that run through that place are run until one
fails. Everything is imported and collected once; a mutant is a fork whose function has another code. What
stands outside a function (tables, defaults) is changed before it is imported, in a process of its own.
The survivors are printed; with ``--out FILE`` every mutant is written there with what became of it.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib.abc
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import coverage
import pytest
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parents[2]
TESTS: Final = (
    "tests/unit/test_number.py",
    "tests/unit/test_score.py",
    "tests/unit/test_facts.py",
    "tests/unit/test_facts_blank.py",
    "tests/unit/test_facts_judged.py",
    "tests/unit/test_facts_tables.py",
    "tests/unit/test_given_malus.py",
    "tests/unit/test_notices.py",
    "tests/unit/test_range.py",
    "tests/unit/test_rows.py",
    "tests/unit/test_broken.py",
    "tests/unit/test_formula_parse.py",
    "tests/unit/test_formula_show.py",
    "tests/unit/test_explain.py",
    "tests/unit/test_render_json.py",
    "tests/unit/test_render_patterns.py",
    "tests/test_patterns.py",
    "tests/test_broken_files.py",
    "tests/test_properties.py",
    "tests/test_published_cases.py",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "unit").glob("test_killed_*.py")),
)
KILLED: Final = 1
OWN: Final = "test_killed_"
_COMPARE: Final = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ARITHMETIC: Final = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


class Mutant(NamedTuple):
    """A change of one place; ``function`` is the outermost one that holds it, '' outside of all."""

    file: str
    number: int
    line: int
    function: str
    said: str
    path: tuple[tuple[str, int | None], ...]
    other: ast.AST

    def code(self) -> CodeType:
        """The whole file with the change in it."""
        tree = _parsed(self.file)
        _put(tree, self.path, self.other)
        return compile(ast.fix_missing_locations(tree), str(ROOT / self.file), "exec", dont_inherit=True)


# -- making them -----------------------------------------------------------------------------------


def mutants(file: str) -> Iterator[Mutant]:
    """Every mutant of a file."""
    number = 0
    for path, node, function in _places(_parsed(file), (), ""):
        for other in _changes(node):
            said = f"{_shown(node)} → {_shown(other)}"
            yield Mutant(file, number, getattr(node, "lineno", 0), function, said, path, other)
            number += 1


def _parsed(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def _places(node: ast.AST, path: tuple[Any, ...], function: str) -> Iterator[tuple[Any, ast.AST, str]]:
    """Every node that may be changed: not what is annotated, documented, or said to a programmer."""
    for field, held in ast.iter_fields(node):
        if field in {"annotation", "returns", "ctx", "decorator_list", "keywords"} and not isinstance(
            node, ast.Call
        ):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Raise) and field == "exc" and "Error(" in ast.unparse(held):
            continue
        for at, child in enumerate(held) if isinstance(held, list) else ((None, held),):
            if not isinstance(child, ast.AST) or isinstance(child, ast.Assert):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            if isinstance(child, ast.AnnAssign) and "Literal" in ast.unparse(child):
                continue
            inside = function
            if isinstance(node, ast.FunctionDef) and not function and field == "body":
                inside = f"{node.name}:{min([node.lineno, *(d.lineno for d in node.decorator_list)])}"
            yield (*path, (field, at)), child, inside
            yield from _places(child, (*path, (field, at)), inside)


def _put(tree: ast.AST, path: tuple[Any, ...], other: ast.AST) -> None:
    holder: Any = tree
    for field, at in path[:-1]:
        holder = getattr(holder, field) if at is None else getattr(holder, field)[at]
    field, at = path[-1]
    if at is None:
        setattr(holder, field, other)
    else:
        getattr(holder, field)[at] = other


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    yield from _other_statements(node) if isinstance(node, ast.stmt) else _other_expressions(node)


def _other_expressions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, [op, *ops], rights):
            yield ast.copy_location(ast.Compare(left, [_COMPARE[type(op)](), *ops], rights), node)
        case ast.BinOp(left, op, right) if type(op) in _ARITHMETIC:
            yield ast.copy_location(ast.BinOp(left, _ARITHMETIC[type(op)](), right), node)
        case ast.BoolOp(op, values):
            other: ast.boolop = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield ast.copy_location(ast.BoolOp(other, values), node)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield ast.copy_location(ast.IfExp(test, orelse, body), node)
        case ast.Constant(value):
            yield from (ast.copy_location(ast.Constant(one), node) for one in _constants(value))


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Return(value) if value is not None and not _is_none(value):
            yield ast.copy_location(ast.Return(ast.Constant(None)), node)
        case ast.AugAssign(target, _, value):
            yield ast.copy_location(ast.Assign([target], value), node)
        case ast.Assign(targets, value) if not _is_none(value):
            yield ast.copy_location(ast.Assign(targets, ast.Constant(None)), node)
        case ast.Expr() | ast.Raise() | ast.Continue() | ast.Break():
            yield ast.copy_location(ast.Pass(), node)


def _constants(value: object) -> tuple[bool | int | str, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return value + 1, value - 1
    return (f"XX{value}XX",) if isinstance(value, str) else ()


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _shown(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0][:100]


# -- running them ----------------------------------------------------------------------------------


class Quick:
    """A pytest plugin that does not ask for the smallest example of what fails."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """What fails need not be made small, and chance plays no part."""
        quick = settings(
            settings.default, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
        )
        settings.register_profile("mutants", quick)
        settings.load_profile("mutants")


class Bench(Quick):
    """A pytest plugin that runs the collected tests once a mutant, in a fork."""

    def __init__(self, todo: list[Mutant], budget: float, out: Path | None, map_: Path | None) -> None:
        self.todo, self.budget, self.out, self.map = todo, budget, out, map_
        self.told: list[tuple[Mutant, str | None]] = []
        self.kills: Counter[str] = Counter()

    def tell(self, mutant: Mutant, killer: str | None) -> None:
        """Keeps, writes and prints what became of a mutant."""
        self.told.append((mutant, killer))
        if self.out:
            row = [mutant.file, mutant.number, mutant.line, mutant.said, killer]
            with self.out.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        if killer is None:
            print(f"{mutant.file}:{mutant.line} #{mutant.number} {mutant.said}", flush=True)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All mutants in the place of one run."""
        reached, took = _reached(session, {mutant.file for mutant in self.todo}, self.map)
        items = {item.nodeid: item for item in session.items}
        for mutant in self.todo:
            own = [item for test, item in items.items() if test.startswith(_own_tests(mutant.file))]
            chosen, seconds = [], 0.0
            # A part of a statement over several lines may count to the line where that begins.
            start = int(mutant.function.partition(":")[2])
            lines = (reached[mutant.file, line] for line in range(mutant.line, start, -1))
            tests = [test for test in next(filter(None, lines), []) if test in items]
            for test in sorted(tests, key=lambda one: (-self.kills[one], took[one])):
                seconds += took[test]
                if seconds <= self.budget and OWN not in test:
                    chosen.append(items[test])
            killer = _killer(session, mutant, chosen + own, 3 * min(seconds, self.budget) + 5)
            self.kills[killer or ""] += 1
            self.tell(mutant, killer)
        return True


def _own_tests(file: str) -> str:
    """Where the tests stand that were written against the mutants of a module; they run last."""
    stem = "rules" if file.startswith("rubric/rules/") else Path(file).stem
    return f"tests/unit/{OWN}{stem}.py"


def _reached(
    session: pytest.Session, files: set[str], kept: Path | None
) -> tuple[dict[tuple[str, int], list[str]], dict[str, float]]:
    """Which tests run through which line, and the seconds of each test."""
    with tempfile.TemporaryDirectory() as folder:
        out = kept or Path(folder, "map.json")
        if not out.exists():
            child = os.fork()
            if not child:
                _measure(session, files, out)
            os.waitpid(child, 0)
        told = json.loads(out.read_text(encoding="utf-8"))
    reached: dict[tuple[str, int], list[str]] = defaultdict(list)
    for file, lines in told["lines"].items():
        for line, tests in lines.items():
            reached[file, int(line)] = [test for test in tests if test in told["took"]]
    return reached, told["took"]


def _measure(session: pytest.Session, files: set[str], out: Path) -> None:
    cover = coverage.Coverage(data_file=None, config_file=False, include=[str(ROOT / file) for file in files])
    cover.start()
    took, failed = {}, _failures(session)
    for item in session.items:
        cover.switch_context(item.nodeid)
        since = time.monotonic()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        took[item.nodeid] = time.monotonic() - since
    cover.stop()
    for test in failed:  # what fails without a mutant tells nothing with one
        took.pop(test, None)
    data = cover.get_data()
    lines = {file: data.contexts_by_lineno(str(ROOT / file)) for file in files}
    out.write_text(json.dumps({"lines": lines, "took": took}), encoding="utf-8")
    os._exit(0)


def _failures(session: pytest.Session) -> list[str]:
    failed: list[str] = []

    class Seen:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                failed.append(report.nodeid)

    session.config.pluginmanager.register(Seen())
    return failed


class _FirstFailure:
    def __init__(self, pipe: int) -> None:
        self.pipe = pipe

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os.write(self.pipe, report.nodeid.encode())
            os._exit(KILLED)


def _killer(session: pytest.Session, mutant: Mutant, items: list[pytest.Item], seconds: float) -> str | None:
    """The test that noticed a mutant ('' where it ran out of time), None where none did."""
    code, functions = _patch(mutant)
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        lives = os.waitpid(child, 0)[1] == 0
        with os.fdopen(read, "rb") as pipe:
            return None if lives else pipe.read().decode()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(seconds) + 1)
    session.config.pluginmanager.register(_FirstFailure(write))
    try:
        for function in functions:
            function.__code__ = code
        for at, item in enumerate(items):
            following = items[at + 1] if at + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    except BaseException:  # noqa: BLE001 - whatever it is, it was noticed
        os._exit(KILLED)
    os._exit(0)


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


def _patch(mutant: Mutant) -> tuple[CodeType, list[FunctionType]]:
    file = str(ROOT / mutant.file)
    name, _, line = mutant.function.partition(":")
    codes = _codes(mutant.code())
    new = next(one for one in codes if one.co_name == name and one.co_firstlineno == int(line))
    return new, _functions()[file, name, int(line)]


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)


# -- what stands outside a function ----------------------------------------------------------------


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


def _alone(mutant: Mutant) -> str | None:
    command = [sys.executable, __file__, mutant.file, "--alone", str(mutant.number)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return "alone" if done.returncode else None


def _run_alone(mutant: Mutant) -> int:
    sys.meta_path.insert(0, _Changed(mutant))
    own = _own_tests(mutant.file)
    first = [own] if (ROOT / own).exists() else []
    rest = [test for test in TESTS if test != own]
    return int(_pytest(["-x", *first], [*rest], None))


def _pytest(options: list[str], tests: Sequence[str], bench: Bench | None) -> int:
    common = ["-p", "no:terminal", "-p", "no:xdist", "-p", "no:rubric"]
    return int(pytest.main([*common, *options, *tests], plugins=[bench or Quick()]))


def main() -> int:
    """The survivors of the files that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a module, such as rubric/number.py")
    parser.add_argument("--budget", type=float, default=4.0, help="seconds of tests a mutant")
    parser.add_argument("--only", help="numbers of mutants, joined by commas (of a single file)")
    parser.add_argument("--no-tables", action="store_true", help="only what stands inside functions")
    parser.add_argument("--map", type=Path, help="keep what test runs through what line, for the next run")
    parser.add_argument("--out", type=Path, help="add a line of JSON for every mutant: its killer or null")
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    todo = [mutant for file in asked.files for mutant in mutants(file)]
    if asked.alone is not None:
        return _run_alone(todo[asked.alone])
    if asked.only:
        chosen = {int(number) for number in asked.only.split(",")}
        todo = [mutant for mutant in todo if mutant.number in chosen]
    bench = Bench([mutant for mutant in todo if mutant.function], asked.budget, asked.out, asked.map)
    if bench.todo:
        _pytest(["-s"], TESTS, bench)
    for mutant in [] if asked.no_tables else todo:
        if not mutant.function:
            bench.tell(mutant, _alone(mutant))
    for file in asked.files:
        told = [killer is not None for one, killer in bench.told if one.file == file]
        print(f"{file}: {sum(told)} of {len(told)} killed ({sum(told) / max(1, len(told)):.1%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
