"""What is said of a sheet's scores, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.explain import reasons
from engine.explain.undefined import WAITING, why_open
from engine.explain.words import clauses, colon, points, signed, true_minus
from engine.questions.reconcile.judge import VERDICTS
from engine.questions.reconcile.readings_words import rounded_so, said_of
from rubric.number import shortest_places, show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from engine.questions.reconcile.answer import Reconciled, Reconciliation, Tally
    from engine.questions.reconcile.judge import OtherRounding, Verdict, VerdictKind
    from engine.questions.reconcile.reported import Column
    from engine.scorecard import ItemScore
    from rubric.problems import Language

PARTIES: Final[Mapping[Language, Mapping[Column, str]]] = {
    "zh": {"self": "自评", "review": "复核", "audit": "核查"},
    "en": {"self": "self", "review": "review", "audit": "audit"},
}
KINDS: Final[Mapping[Language, Mapping[VerdictKind, str]]] = {
    "zh": {
        "agrees": "相符",
        "rounding": "舍入不同",
        "reading": "读法不同",
        "parts": "随下级",
        "differs": "不符",
        "open": "无法核对",
    },
    "en": {
        "agrees": "agrees",
        "rounding": "other rounding",
        "reading": "other reading",
        "parts": "follows its parts",
        "differs": "differs",
        "open": "not computable",
    },
}
MOST_READINGS: Final = 3
# What takes more decimals than these is not read by anyone.
LEGIBLE: Final = 6


def party(column: Column, language: Language) -> str:
    """What a column of scores is called."""
    return PARTIES[language][column]


def verdict_words(row: Reconciled, language: Language) -> list[str]:
    """The verdicts on a row; columns of which the same is said are named together, one alone is not named."""
    said: dict[str, list[Column]] = {}
    for column, verdict in row.verdicts.items():
        said.setdefault(told(row, column, verdict, language), []).append(column)
    if len(said) <= 1:
        return list(said)
    between, after = ("、", "：") if language == "zh" else (", ", ": ")
    return [
        between.join(party(column, language) for column in columns) + after + text
        for text, columns in said.items()
    ]


def told(row: Reconciled, column: Column, verdict: Verdict, language: Language) -> str:
    """The verdict on one score as a sentence without its stop."""
    item = row.item
    if verdict.kind == "agrees":
        return KINDS[language]["agrees"]
    if verdict.kind == "open":
        return _open(item, verdict, language)
    if verdict.kind == "parts":
        return _parts(item, verdict, language)
    head = _off(verdict, item, language)
    whys = _whys(row, column, language)
    if verdict.kind == "differs":
        return clauses([head, *whys], language)
    rounding, readings = _rounded(verdict, item, language), _readings(verdict, language)
    said = [rounding, readings] if verdict.kind == "rounding" else [readings, rounding]
    # A rounding is its own reason: the engine's would only repeat the figure.
    return clauses([colon(head, clauses(said, language), language), *whys[not readings :]], language)


def _rounded(verdict: Verdict, item: ItemScore, language: Language) -> str:
    """The exact score and how it was rounded."""
    if verdict.rounding is None or item.exact is None:
        return ""
    exact, how = _exactly(item.exact, verdict.rounding), rounded_so(verdict.rounding, language)
    said = f"精确值 {exact} {how}" if language == "zh" else f"the exact {exact} {how}"
    if verdict.kind == "rounding":
        return said
    return f"{said}，也得此分" if language == "zh" else f"so too with {said}"


def _exactly(exact: Fraction, rounding: OtherRounding) -> str:
    """The exact score with decimals enough to see how it was rounded."""
    if shortest_places(exact, LEGIBLE) is not None:
        return true_minus(show(exact))
    return true_minus(show(exact, max((rounding.places or 0) + 3, 4)))


def _off(verdict: Verdict, item: ItemScore, language: Language) -> str:
    """By how much a score is off."""
    zh = language == "zh"
    if verdict.difference is None:
        return "报为不适用" if zh else "said not to apply"
    amount = points(abs(verdict.difference), item.places if item.places is not None else None)
    if zh:
        return f"{'多' if verdict.difference > 0 else '少'} {amount}"
    return f"{amount} too {'high' if verdict.difference > 0 else 'low'}"


def _readings(verdict: Verdict, language: Language) -> str:
    """The readings that give the reported score; of many other denominators the first ones."""
    if not verdict.readings:
        return ""
    zh = language == "zh"
    shown = said_of(verdict.readings, language)
    more = len(shown) - MOST_READINGS
    text = ("，或" if zh else ", or ").join(shown[:MOST_READINGS])
    if more > 0:
        text += f"，或另外 {more} 种读法" if zh else f", or {more} more"
    if verdict.kind == "rounding":
        return f"{text}，也得此分" if zh else f"so too with {text}"
    return f"{text}，即得此分" if zh else f"so with {text}"


def _whys(row: Reconciled, column: Column, language: Language) -> list[str]:
    """The engine's reason, and the one that was given."""
    item, zh = row.item, language == "zh"
    engine = clauses(reasons(item, language), language)
    given = row.row.scores[column].reason if row.row is not None else ""
    return [
        colon("引擎" if zh else "engine", engine, language) if engine else "",
        colon("所写" if zh else "written", given, language) if given else "",
    ]


def _parts(item: ItemScore, verdict: Verdict, language: Language) -> str:
    zh = language == "zh"
    if verdict.difference is None:
        return "等于所报各项之和" if zh else "what its reported parts come to"
    off = _off(verdict, item, language)
    return f"{off}，差在下级各项" if zh else f"{off}, from the items below"


def _open(item: ItemScore, verdict: Verdict, language: Language) -> str:
    zh = language == "zh"
    why = why_open(item, language) if item.undefined is not None else ""
    low, high = points(item.low, item.places), points(item.high, item.places)
    if item.undefined is not None and item.undefined.kind not in WAITING:
        return f"无法核对：{why}" if zh else f"not computable: {why}"
    inside = ("在" if verdict.within else "不在") if zh else ("is" if verdict.within else "is not")
    if zh:
        return clauses(
            [f"无法核对：{why}" if why else "无法核对", f"可能得 {low} 至 {high}，所报{inside}其中"], language
        )
    head = f"not computable: {why}" if why else "not computable"
    return f"{head}; it can be {low} to {high}, and the reported score {inside} among these"


# -- the whole ----------------------------------------------------------------------------------------------


def tally_words(tally: Tally, found: Reconciliation, language: Language) -> list[str]:
    """A column as a whole: how many items agree, then its total beside the engine's."""
    zh = language == "zh"
    names = KINDS[language]
    count = sum(tally.counts.values())
    parts = [f"{names[kind]} {tally.counts[kind]}" for kind in VERDICTS if tally.counts.get(kind)]
    listed = ("，" if zh else ", ").join(parts)
    head = f"{count} 项：{listed}" if zh else f"{count} item{'s' if count != 1 else ''}: {listed}"
    return [head, *_total(tally, found, language)]


def _total(tally: Tally, found: Reconciliation, language: Language) -> list[str]:
    root, zh = found.card.root, language == "zh"
    if tally.total is None:
        return []
    low, high = points(root.low, root.places), points(root.high, root.places)
    engine = low if root.exact is not None else f"{low} – {high}"
    own = show(tally.total)
    if zh:
        text = f"{'总分' if tally.stated else '各项合计'} {own}，引擎 {engine}"
    else:
        text = f"{'total' if tally.stated else 'its items come to'} {own}, engine {engine}"
    return [text + _apart(tally, language)]


def _apart(tally: Tally, language: Language) -> str:
    """How the totals come to differ: the rows, and all else."""
    zh = language == "zh"
    if tally.difference is None or (not tally.difference and not tally.rows):
        return ""
    off = signed(tally.difference) if tally.difference else "0"
    rows = signed(tally.rows) if tally.rows else "0"
    if not tally.rest:
        return f"，差 {off}，都在各项" if zh else f": {off}, all of it in the items"
    rest = signed(tally.rest)
    if zh:
        return f"，差 {off}：各项 {rows}，漏项和加总 {rest}"
    return f": {off}, of which {rows} in the items and {rest} in rows left out and in adding up"


def number(value: Fraction | None, places: int) -> str:
    """A reported number with the places it was printed with."""
    return "" if value is None else true_minus(points(value, places))
