"""The same in OpenFisca: a variable a score, its formula over all subjects, as its users write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tests.bench.batch.job import Job, Ready, hundredths
from tests.bench.batch.optional import there
from tests.bench.batch.rule import (
    COUNTS,
    EDGES,
    FULL,
    LEAVES,
    MARKS,
    MONEY,
    OUTPUTS,
    POINTS,
    STEP,
    TAKEN,
    WEIGHTS,
    lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Formula = Callable[[Any, str], Any]

PERIOD = "2025"


def memory(job: Job) -> Ready:
    """A simulation of all subjects; what they have is put into it beforehand."""
    np = there("numpy")
    system = _system(np)
    frame = job.frame()
    given = {name: frame[name].to_numpy() for name in (*MONEY, *COUNTS, *MARKS)}
    simulation = _simulation(system, given, job.rows)

    def act() -> Any:
        # What it has calculated it keeps.
        for name in OUTPUTS:
            simulation.delete_arrays(name, PERIOD)
        simulation.calculate(OUTPUTS[-1], PERIOD)
        return simulation

    return Ready(act, _cells, job.rows)


def _cells(simulation: Any) -> pl.DataFrame:
    found = {name: simulation.calculate(name, PERIOD) for name in OUTPUTS}
    return hundredths(pl.DataFrame(found).cast(pl.Float64))


def _simulation(system: Any, given: dict[str, Any], rows: int) -> Any:
    builder = there("openfisca_core.simulations", "openfisca-core").SimulationBuilder()
    simulation = builder.build_default_simulation(system, rows)
    for name, values in given.items():
        simulation.set_input(name, PERIOD, values)
    return simulation


def _system(np: Any) -> Any:
    entities = there("openfisca_core.entities", "openfisca-core")
    systems = there("openfisca_core.taxbenefitsystems", "openfisca-core")
    subject = entities.build_entity(key="subject", plural="subjects", label="单位", is_person=True)
    system = systems.TaxBenefitSystem([subject])
    for name in (*MONEY, *MARKS):
        system.add_variable(_variable(name, subject, float))
    for name in COUNTS:
        system.add_variable(_variable(name, subject, int))
    for name, formula in _formulas(np).items():
        system.add_variable(_variable(name, subject, float, formula))
    return system


def _variable(name: str, entity: Any, kind: type, formula: Formula | None = None) -> Any:
    variables = there("openfisca_core.variables", "openfisca-core")
    periods = there("openfisca_core.periods", "openfisca-core")
    about = {"value_type": kind, "entity": entity, "definition_period": periods.DateUnit.YEAR, "label": name}
    if formula is not None:
        about["formula"] = formula
    return type(name, (variables.Variable,), about)


def _formulas(np: Any) -> dict[str, Formula]:
    numbers = range(LEAVES)
    return {
        **{f"执行{n}": _band(np, n) for n in numbers},
        **{f"控编{n}": _steps(np, n) for n in numbers},
        **{f"效益{n}": _between(np, n) for n in numbers},
        **{name: _sum(name) for name in OUTPUTS[-4:-1]},
        OUTPUTS[-1]: _total(np),
    }


def _band(np: Any, n: int) -> Formula:
    edges, points = np.array(EDGES), np.array(POINTS)

    def formula(subject: Any, period: str) -> Any:
        ratio = subject(f"支出{n}", period) / subject(f"预算{n}", period)
        return points[np.searchsorted(edges, ratio, side="right")]

    return formula


def _steps(np: Any, n: int) -> Formula:
    def formula(subject: Any, period: str) -> Any:
        steps = np.floor((subject(f"在职{n}", period) / subject(f"编制{n}", period) - 1) / STEP)
        return np.maximum(FULL - TAKEN * np.maximum(steps, 0), 0)

    return formula


def _between(np: Any, n: int) -> Formula:
    def formula(subject: Any, period: str) -> Any:
        return _rounded(np, np.interp(subject(f"测评{n}", period), lines(n), (0, 6, 10)))

    return formula


def _sum(name: str) -> Formula:
    def formula(subject: Any, period: str) -> Any:
        return sum(subject(f"{name}{n}", period) for n in range(LEAVES))

    return formula


def _total(np: Any) -> Formula:
    def formula(subject: Any, period: str) -> Any:
        weighed = (subject(name, period) * by for name, by in zip(OUTPUTS[-4:-1], WEIGHTS, strict=True))
        return _rounded(np, sum(weighed))

    return formula


def _rounded(np: Any, value: Any) -> Any:
    return np.floor(value * 100 + 0.5) / 100
