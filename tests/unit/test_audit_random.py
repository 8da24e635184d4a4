"""What the audit says of random rubrics is true of their scores, and every form of it can be written."""

from __future__ import annotations

import json

from hypothesis import given

from engine import score
from rubric.audit import audit, findings_json, render_findings
from rubric.audit.annotation import of_finding
from rubric.audit.github import render_github
from rubric.audit.never_full import NeverFull
from rubric.audit.never_lost import NeverLost
from rubric.audit.sarif import sarif
from tests.random_rubrics.cases import SOME, Case, by_path, cases


@SOME
@given(cases())
def test_who_can_never_be_full_never_is_and_who_cannot_lose_never_does(case: Case) -> None:
    scores = by_path(score(case.rubric, case.facts))
    for finding in audit(case.rubric, ["never-full", "never-lost"]):
        assert isinstance(finding, NeverFull | NeverLost)
        item = next(
            one for one in case.rubric.root.walk() if one.place == finding.place or one.name == finding.item
        )
        held = scores.get(item.path)  # what stands below an item that does not apply has no score
        if held is None or held.exact is None:
            continue
        if isinstance(finding, NeverFull):
            assert held.exact < held.points
        else:
            assert held.exact == held.points


@SOME
@given(cases())
def test_every_form_can_be_written(case: Case) -> None:
    findings = audit(case.rubric)
    assert findings == audit(case.rubric)
    for language in ("zh", "en"):
        notes = [of_finding(finding, language) for finding in findings]
        assert render_findings(findings, language).count("docs/checks/") == len(findings)
        assert len(findings_json(findings, language)["findings"]) == len(findings)
        assert render_github(notes).count("\n") == len(findings)
        log = json.loads(json.dumps(sarif(notes, language, "0")))
        assert len(log["runs"][0]["results"]) == len(findings)
