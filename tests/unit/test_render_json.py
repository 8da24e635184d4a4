"""The contract of the JSON form: exact strings, its schema, and a score wherever there is no range."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.render import contract
from engine.render.contract import json_schema
from engine.render.json import to_json
from engine.scorecard import Scorecard
from tests.unit import cards
from tests.unit.stored import check

CARDS = {"full": cards.FULL, "mixed": cards.MIXED, "open": cards.OPEN, "hostile": cards.HOSTILE}
TOP = [
    *("rubric", "subject", "period", "points", "score", "exact", "range", "share", "grade", "complete"),
    *("items", "open", "requires", "checks", "facts", "engine", "trace", "override", "notices"),
    *("quota", "assumed"),
]
ITEM = [
    *("path", "name", "points", "score", "exact", "range", "lost", "state", "rule", "reasons"),
    *("trace", "items"),
]


def nodes(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in value["items"]:
        yield item
        yield from nodes(item)


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_it_is_what_its_schema_says(card: Scorecard) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.Draft202012Validator(json_schema()).validate(to_json(card, "zh"))


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_the_keys_are_those_of_the_contract_and_no_number_is_a_float(card: Scorecard) -> None:
    value = to_json(card, "en")
    assert list(value) == TOP
    assert list(value["rubric"]) == ["title", "version", "status", "sha256"]
    assert all(list(item) == ITEM for item in nodes(value))
    text = json.dumps(value)
    assert not re.search(r": -?\d+\.\d", text)
    assert json.loads(text) == value


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_the_score_is_null_exactly_where_the_range_is_not(card: Scorecard) -> None:
    value = to_json(card, "zh")
    for item in (value, *nodes(value)):
        assert (item["score"] is None) != (item["range"] is None)
        assert (item["exact"] is None) == (item["score"] is None)


def test_the_schema_refuses_a_score_beside_a_range() -> None:
    value = to_json(cards.FULL, "zh")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**value, "range": ["1", "2"]}, json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**value, "score": None}, json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**value, "more": None}, json_schema())


def test_the_strings_are_exact() -> None:
    value = to_json(cards.MIXED, "zh")
    rate = value["items"][2]["items"][0]
    assert (rate["score"], rate["exact"], rate["lost"], rate["points"]) == ("5.37", "102/19", "0.63", "6")
    assert to_json(cards.FULL, "zh")["share"] == "1"
    third = replace(cards.leaf("丙", "5", "1/3"), places=None)
    assert to_json(cards.card(third), "zh")["items"][0]["score"] == "0.3333333333"


def test_an_open_total_has_its_ends_and_no_single_grade() -> None:
    value = to_json(cards.OPEN, "zh")
    assert (value["range"], value["share"], value["grade"]) == (["10.65", "23.45"], None, None)
    assert value["complete"] is False
    assert value["open"][0] == {
        "fact": "三公经费支出",
        "items": ["预算执行情况/三公经费控制率"],
        "at_stake": "6.00",
        "jointly": True,
        "reason": None,
    }


def test_a_whole_one_is_stored() -> None:
    check("mixed.json", json.dumps(to_json(cards.MIXED, "zh"), ensure_ascii=False, indent=1) + "\n")


def test_the_schema_in_the_documents_is_the_one_that_is_printed() -> None:
    document = Path(__file__).parents[2] / "docs" / "scorecard.schema.json"
    printed = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("UPDATE_EXPECTED"):
        document.write_text(printed, encoding="utf-8")
    assert document.read_text(encoding="utf-8") == printed


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_the_models_take_what_the_schema_takes(card: Scorecard) -> None:
    contract.Scorecard.model_validate(to_json(card, "zh"))
