"""Rubrics and facts as files: what is read is what was written, and what cannot be read is told."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from engine import load_facts, score
from engine.fmt import format_files
from rubric import load_rubric, load_rubric_text
from rubric.place import Row, Source, Table
from rubric.report import render_problems
from rubric.source import read_yaml
from tests.random_rubrics.cases import MORE, SEEDS, SOME, Case, cases, worth
from tests.random_rubrics.files import csv_of, json_of, spoiled, writable
from tests.random_rubrics.writing import LANGUAGES, written

if TYPE_CHECKING:
    from engine.facts_given import Facts
    from rubric.model import Rubric
    from rubric.problems import Problem

FEW: Final = settings(SOME, max_examples=8 * MORE)
HOW: Final = st.sampled_from(LANGUAGES)
KEYS: Final = st.sampled_from(("zh", "en", None))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("random")


def told(value: Any, problems: list[Problem]) -> None:
    """Either something was read, or what is wrong is said in both languages."""
    assert (value is None) == bool(problems)
    assert all(render_problems(problems, language) for language in ("zh", "en") if problems)


def loaded(path: Path) -> Rubric:
    rubric, problems = load_rubric(path)
    assert rubric is not None, render_problems(problems, "en")
    return rubric


# -- rubrics -------------------------------------------------------------------------------------------


@given(case=cases(), language=HOW, seed=SEEDS, keys=KEYS)
@FEW
def test_formatting_changes_no_score(
    folder: Path, case: Case, language: str, seed: int, keys: Literal["zh", "en"] | None
) -> None:
    path = folder / "rubric.yaml"
    path.write_text(written(case.tree, language, seed).replace("\n", "  \n", 3), encoding="utf-8")
    assert format_files([str(path)], keys, check=False).problems == []
    again = format_files([str(path)], keys, check=True)
    assert again.changes == {str(path): False}
    rubric = loaded(path)
    assert rubric.sha256 == case.rubric.sha256
    assert worth(score(rubric, case.facts)) == worth(score(case.rubric, case.facts))


def plain(value: Any) -> Any:
    if isinstance(value, Table):
        return {str(key): plain(held) for key, held in value.items()}
    return [plain(one) for one in value] if isinstance(value, Row) else str(value)


def dumped(value: Any) -> str:
    out = StringIO()
    YAML(typ="safe", pure=True).dump(value, out)
    return out.getvalue()


@given(case=cases(), language=HOW, seed=SEEDS)
@FEW
def test_yaml_and_json_carry_the_same_rubric(case: Case, language: str, seed: int) -> None:
    value, _ = read_yaml(Source.of_text(written(case.tree, language, seed)))
    for text in (
        json.dumps(plain(value), ensure_ascii=False),
        json.dumps(plain(value), indent=2),
        dumped(plain(value)),
    ):
        rubric, problems = load_rubric_text(text)
        assert rubric is not None, render_problems(problems, "en")
        assert rubric.sha256 == case.rubric.sha256
        assert worth(score(rubric, case.facts)) == worth(score(case.rubric, case.facts))


@given(case=cases(), data=st.data())
@settings(SOME, max_examples=25 * MORE)
def test_a_spoiled_rubric_is_read_or_told(folder: Path, case: Case, data: st.DataObject) -> None:
    path = folder / "spoiled.yaml"
    path.write_bytes(data.draw(spoiled(written(case.tree, data.draw(HOW), data.draw(SEEDS)))))
    rubric, problems = load_rubric(path)
    told(rubric, problems)
    if rubric is not None and rubric.facts.keys() == case.rubric.facts.keys():
        score(rubric, case.facts)


# -- facts ---------------------------------------------------------------------------------------------


def read_facts(path: Path, rubric: Rubric) -> Facts:
    facts, problems = load_facts(path, rubric)
    assert facts is not None, render_problems(problems, "en") + path.read_text()
    return facts


@given(case=cases())
@SOME
def test_a_facts_file_says_what_its_facts_are(folder: Path, case: Case) -> None:
    known = writable(case.facts, case.rubric)
    path = folder / "facts.yaml"
    for name in ("facts.yaml", "facts.json"):
        path = folder / name
        path.write_text(json_of(known, case.rubric), encoding="utf-8")
        assert worth(score(case.rubric, read_facts(path, case.rubric))) == worth(score(case.rubric, known))
    if not known.tables:
        path = folder / "facts.csv"
        path.write_text(csv_of(known, case.rubric), encoding="utf-8")
        assert worth(score(case.rubric, read_facts(path, case.rubric))) == worth(score(case.rubric, known))


@given(case=cases(), data=st.data())
@settings(SOME, max_examples=25 * MORE)
def test_a_spoiled_facts_file_is_read_or_told(folder: Path, case: Case, data: st.DataObject) -> None:
    suffix = data.draw(st.sampled_from(("yaml", "json", "csv", "xlsx")))
    known = writable(case.facts, case.rubric)
    path = folder / f"spoiled.{suffix}"
    if suffix == "xlsx":
        path.write_bytes(data.draw(spoiled_book(known, case.rubric)))
    else:
        text = csv_of(known, case.rubric) if suffix == "csv" else json_of(known, case.rubric)
        path.write_bytes(data.draw(spoiled(text)))
    facts, problems = load_facts(path, case.rubric)
    told(facts, problems)
    if facts is not None:
        score(case.rubric, facts)


@st.composite
def spoiled_book(draw: st.DrawFn, known: Facts, rubric: Rubric) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book, out = openpyxl.Workbook(), BytesIO()
    cells = [line.split(",") for line in csv_of(known, rubric).splitlines()]
    odd: list[Any] = ["=1+1", None, True, 3.5, "是", "1,000"]
    for row in cells:
        book.active.append(
            [draw(st.sampled_from(odd)) if draw(st.integers(0, 9)) == 0 else cell for cell in row]
        )
    book.save(out)
    data = out.getvalue()
    at = draw(st.integers(0, len(data)))
    return draw(st.sampled_from((data, data, data[:at], data[:at] + b"\x00" + data[at + 1 :])))
