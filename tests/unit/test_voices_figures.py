"""No sentence states a figure that the scorecard does not hold: over random rubrics, every number is found.

What is a number: digits that do not belong to a word. Left out by rule are what counts lines and not what
is scored: the numbers of a list, the lines and files of a place, the fingerprint of the last line, and how
many elements, steps of rounding or roots there are. A number with ``≈`` (``约``, ``about``) must be the
rounded form of one that is held; any other must be held as it stands, in percent where it says so.

Held is whatever the scorecard holds as a number or within a text. Some figures are calculated where they
are said, from two that stand beside them; ``derived`` lists every such calculation. What would restore
points, and where an item turns, are scored and solved anew: their data are added. The author's voice
tells of the rubric, so what the rubric holds is added as well.
"""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from hypothesis import given
from hypothesis import strategies as st

from engine import score
from engine.explain import bonuses, losses, opens
from engine.explain.choices import stretch
from engine.explain.figures import conversions, own_points
from engine.explain.groups import counted
from engine.explain.voices import author, reader, reader_of, reviewer
from engine.questions.restore.answer import found_restorations, restorations
from engine.questions.restore.mechanics import mechanics
from engine.questions.restore.spoken import spoken
from engine.render.layout import Layout
from engine.render.terminal import render_text
from engine.render.voices import render_voice
from rubric.number import round_places
from rubric.record import Record
from tests.random_rubrics.cases import SOME, Case, cases
from tests.random_rubrics.given import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.explain.voices import Block
    from engine.scorecard import ItemScore, Scorecard

Pool = set[Fraction]
SHOWN: Final = re.compile(
    r"(?P<about>≈ ?|约 |about )?(?P<minus>−)?"
    r"(?<![\w.])(?P<digits>\d+(?:\.(?P<part>\d+))?)(?:/(?P<under>\d+))?(?P<sign>%| 个百分点| percentage point)?"
    r"(?![\d])"
)
PLACE: Final = re.compile(r"\S+ (?:第 \d+ 行|line \d+)|\S+ [A-Z]+\d+(?: 格)?")
COUNTED: Final = re.compile(
    r"前 \d+ 种|none of the \d+|\d+ 项要点|all \d+ elements|\d+ 位|\d+ places?|开 \d+ 次方|\(1/\d+\)|\d+ 行|\d+ rows?|^\d+\. +",
    re.MULTILINE,
)


def shown(text: str) -> Iterator[tuple[str, Fraction, int | None]]:
    """Every number of a text: as it stands, its value, and its places where it is a rounded one."""
    for found in SHOWN.finditer(COUNTED.sub(" ", PLACE.sub(" ", text))):
        value = Fraction(found["digits"]) / Fraction(found["under"] or 1)
        places = len(found["part"] or "")
        scale = 100 if found["sign"] else 1
        yield found[0], value / scale, (places + (2 if found["sign"] else 0)) if found["about"] else None


def strangers(text: str, pool: Pool) -> list[str]:
    """The numbers of a text that are none of the pool."""
    sizes = {abs(x) for x in pool}
    return [said for said, value, places in shown(text) if not _held(value, places, sizes)]


def _held(value: Fraction, places: int | None, sizes: Pool) -> bool:
    if places is None:
        return value in sizes
    return any(round_places(x, places, "half_up") == value for x in sizes)


# -- what is held --------------------------------------------------------------------------------------


def held(value: Any) -> Iterator[Fraction]:
    """Every number in a record, or in a text of one; the items below an item are not looked at."""
    match value:
        case bool() | None:
            return
        case int() | Fraction():
            yield Fraction(value)
        case str():
            yield from numbers(value)
        case ast.AST():
            yield from constants(value)
        case tuple() | list():
            yield from (x for one in value for x in held(one))
        case Record():
            parts = {
                name: one for name, one in vars(value).items() if name not in ("items", "place", "source")
            }
            yield from (x for one in parts.values() for x in held(one))


def constants(tree: ast.AST) -> Iterator[Fraction]:
    """Every constant of an expression; one that no decimal writes stands as a quotient of two."""
    for node in ast.walk(tree):
        found: Any = node.value if isinstance(node, ast.Constant) else None
        if isinstance(found, Fraction):
            yield from (found, Fraction(found.numerator), Fraction(found.denominator))


def numbers(text: str) -> Iterator[Fraction]:
    """Every number of an author's text, also in percent."""
    for over, under in re.findall(r"(\d+)/(\d*[1-9]\d*)", text):
        yield Fraction(int(over), int(under))
    for digits, sign in re.findall(r"(\d+(?:\.\d+)?)\s*([%％‰]?)", text):
        value = Fraction(digits)
        yield value
        yield value / {"": 1, "‰": 1000}.get(sign, 100)


def of_item(item: ItemScore) -> Pool:
    """What the scorecard holds of an item and of the items right below it."""
    pool = set(held(item))
    for child in item.items:
        pool |= {child.points, child.low, child.high} | set(held(child.name))
    return pool | set(derived(item)) | {Fraction(0), Fraction(1), Fraction(100)}


def derived(item: ItemScore) -> Iterator[Fraction]:
    """What is calculated where it is said."""
    trace = item.trace
    yield from (item.points - item.low, item.points - item.high, item.high - item.low, bonuses(item))
    of, target, raw = trace.quantity, trace.target, trace.raw
    if isinstance(of, Fraction) and isinstance(target, Fraction):
        # The share of a target, the target's share of it, and where a line ends.
        yield from (a / b for a, b in ((of, target), (target, of)) if b)
        yield from _end(item, target)
    own = own_points(item)
    if own is not None:
        yield own
        yield from ([raw / own] if raw is not None and own else [])
    steps = [use for step in item.steps for use in step.uses]
    for use in (*trace.branches, *steps):
        yield from _of_branch(use, item)
    for one in conversions(item):
        yield from ((one.by or Fraction(0)), one.after)
    yield from _running(item)
    yield from _of_group(item)


def _end(item: ItemScore, target: Fraction) -> Iterator[Fraction]:
    yield from (
        Fraction(x) * target for key, text in item.trace.options if key == "zero_at" for x in numbers(text)
    )


def _of_branch(use: Any, item: ItemScore) -> Iterator[Fraction]:
    """What a line measured before its bound was taken away, and the ends of a stretch."""
    match use.branch.of:
        case ast.BinOp(op=ast.Sub(), right=ast.Constant(value=Fraction() as bound)):
            yield from (bound, *([use.of + bound] if isinstance(use.of, Fraction) else []))
        case ast.BinOp(op=ast.Sub(), left=ast.Constant(value=Fraction() as bound)):
            yield from (bound, *([bound - use.of] if isinstance(use.of, Fraction) else []))
    between = stretch(use, item)
    if between is not None:
        yield from (x for end in between for x in end)


def _running(item: ItemScore) -> Iterator[Fraction]:
    if item.exact is not None:
        at = item.exact - sum((step.amount for step in item.steps), Fraction(0))
        yield at
        for step in item.steps:
            at += step.amount
            yield at
    if item.trace.raw is not None:
        yield item.trace.raw + item.held


def _of_group(item: ItemScore) -> Iterator[Fraction]:
    if not item.items:
        return
    yield from (child.low / item.points for child in counted(item) if item.points)
    if item.exact is not None and item.points:
        yield (item.exact - sum((step.amount for step in item.steps), Fraction(0))) / item.points
    printed = sum((child.low for child in item.items), Fraction(0))
    steps = [_printed(step.amount, item) for step in item.steps]
    yield from steps
    yield item.low - printed - sum(steps, Fraction(0))
    yield Fraction(len(counted(item)))


def _printed(x: Fraction, item: ItemScore) -> Fraction:
    return (
        x if item.places is None or (x * 10**10).denominator == 1 else round_places(x, item.places, "half_up")
    )


def of_card(card: Scorecard) -> Pool:
    """What the whole scorecard holds."""
    pool = set(held(card))
    for item in card.root.walk():
        pool |= of_item(item) | set(held(item.name))
    pool |= {view.at_stake for view in opens(card, "en")}
    pool.add(sum((view.lost for view in losses(card, "en")), Fraction(0)))
    return pool | {x for check in card.checks for x in _of_check(check)}


def below(item: ItemScore, card: Scorecard, again: dict[str, Pool]) -> Pool:
    """What is held of the items below a group, where its points were lost."""
    pool = set(held(item.path)) | {sum((view.lost for view in losses(card, "en", root=item)), Fraction(0))}
    for one in item.walk():
        pool |= of_item(one) | again.get(one.path, set())
    return pool


def _of_check(check: Any) -> Iterator[Fraction]:
    if check.slack is not None:
        yield from (x + y * check.slack for x in numbers(check.substituted) for y in (1, -1))


def of_restoration(found: Any) -> Pool:
    """What was scored anew: to what, by how much, for how many points."""
    pool: Pool = set()
    for change in (*found.changes, *([found.together] if found.together else [])):
        pool |= {change.score, change.gain}
        if isinstance(change.value, Fraction) and isinstance(change.spot.value, Fraction):
            for x in (change.value, change.value - change.spot.value):
                pool |= {x, x / change.spot.factor}
    if found.level is not None:
        pool |= set(held(found.level.held))
    return pool


# -- what is said --------------------------------------------------------------------------------------


def printed(blocks: Iterable[Block]) -> str:
    return render_voice(list(blocks), Layout(len, ascii=False), 100_000, colour=False)


def without_foot(text: str) -> str:
    """A page without its last line, which tells the digests."""
    return "\n".join(text.rstrip("\n").split("\n")[:-1])


@given(cases(), st.data(), st.sampled_from(("zh", "en")))
@SOME
def test_no_voice_states_a_figure_that_the_scorecard_does_not_hold(
    case: Case, data: st.DataObject, language: Literal["zh", "en"]
) -> None:
    facts = data.draw(st.sampled_from((case.facts, data.draw(opened(case.facts, case.rubric)))))
    rubric, card = case.rubric, score(case.rubric, facts)
    again = {path: of_restoration(one) for path, one in found_restorations(rubric, facts, card).items()}
    said, short = spoken(rubric, facts, card, language), restorations(rubric, facts, card, language)
    made = mechanics(rubric, facts, card, {item.path for item in card.root.walk()})
    written = set(numbers(rubric.source.text)) if rubric.source is not None else set()
    for item in card.root.walk():
        pool = of_item(item) | again.get(item.path, set()) | set(held(card.title))
        pool |= set(held([one for one in card.requires if one.path == item.path]))
        one = printed(reader_of(card, item, language, said))
        assert strangers(one, pool | below(item, card, again)) == [], one
        two = printed([reviewer(item, card, language, place=None, restore=short.get(item.path))])
        assert strangers(two, pool | set(held(item.path))) == [], two
        mechanic = made.get(item.path)
        known = pool | written | set(held(item.path))
        if mechanic is not None:
            known |= set(held(mechanic.item)) | set(held(mechanic.worth)) | set(held(mechanic.near))
        three = printed([author(item, mechanic, card, language)])
        assert strangers(three, known) == [], three
    whole = of_card(card).union(*again.values())
    page = without_foot(printed(reader(card, language, restore=said)))
    assert strangers(page, whole) == [], page
    own = without_foot(render_text(card, language=language, width=100_000, colour=False, restore=short))
    assert strangers(own, whole) == [], own
