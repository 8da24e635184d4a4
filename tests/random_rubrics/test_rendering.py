"""The scorecard of any rubric can be shown in every form, and fits where it is shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, Literal

import jsonschema
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine import score
from engine.render.json import to_json
from engine.render.markdown import render_markdown
from engine.render.terminal import render_explain, render_text
from tests.random_rubrics.cases import SOME, Case, cases
from tests.random_rubrics.given import opened

SCHEMA: Final = json.loads(
    (Path(__file__).parents[2] / "docs" / "scorecard.schema.json").read_text(encoding="utf-8")
)
CONTRACT: Final = jsonschema.Draft202012Validator(SCHEMA)


@given(cases(), st.data(), st.sampled_from(("zh", "en")), st.integers(60, 120))
@SOME
def test_every_scorecard_can_be_shown(
    case: Case, data: st.DataObject, language: Literal["zh", "en"], width: int
) -> None:
    facts = data.draw(st.sampled_from((case.facts, data.draw(opened(case.facts, case.rubric)))))
    card, plain = score(case.rubric, facts), data.draw(st.booleans())
    CONTRACT.validate(to_json(card, language))
    assert render_markdown(card, language).endswith("\n")
    paths = [item.path for item in card.root.walk()]
    shown = render_text(card, language=language, width=width, colour=False, ascii=plain)
    shown += render_explain(card, paths, language=language, width=width, colour=False, ascii=plain)
    too_wide = [line for line in shown.splitlines() if cell_len(line) > width]
    assert too_wide == []
