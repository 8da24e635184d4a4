"""What each kind of claim asks of the solver, as conditions on the unknown facts of a scene."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.group import ADDS
from engine.proof import smt
from engine.proof.prove_bounds import most_of
from engine.proof.prove_scores import Scores
from engine.proof.prove_unknowns import Unknowns
from engine.proof.smt_functions import within
from engine.proof.smt_known import Known
from engine.questions.names import read_by
from rubric.range import Range
from rubric.worth import SUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.proof.claim import Claim
    from engine.proof.prove_scene import Scene
    from engine.proof.smt import Term
    from engine.proof.smt_terms import Translator
    from rubric.model import Item
    from rubric.rules.base import Branch, Lowered

ZERO: Final = Fraction(0)


def asked(claim: Claim, scene: Scene) -> list[Term]:
    """The conditions on the facts that refute a claim, or that witness one of what must exist."""
    return {
        "defined": _undefined,
        "bounds": _outside,
        "full": _full,
        "least": _least,
        "decides": _decides,
    }[claim.kind](claim, scene)


def _undefined(claim: Claim, scene: Scene) -> list[Term]:
    if claim.row is not None:
        translator, conditions = scene.here()
        return [*conditions, smt.negated(translator.known(claim.worth.expr).defined)]
    applied = scene.scores.applies(claim.item)
    if claim.item.is_group:
        together = scene.together(claim.item)
        own = scene.unknowns.of_item(claim.item, {SUM: Known(together.value)}).known(claim.worth.expr)
        whole = smt.both(_joins(claim.item, together), own.defined)
        settled = True if scene.below else _settled(claim.item, scene)
        return [
            settled,
            *scene.above(claim.item),
            smt.either(smt.negated(applied.defined), smt.both(applied.value, smt.negated(whole))),
        ]
    own = scene.own(claim.worth.expr, claim.item)
    hole = smt.either(smt.negated(applied.defined), smt.both(applied.value, smt.negated(own.defined)))
    return [*scene.above(claim.item), hole]


def _joins(item: Item, together: Known) -> Term:
    return True if item.combine in ADDS else together.defined


def _settled(item: Item, scene: Scene) -> Term:
    return smt.both(*(scene.scores.score(child).defined for child in item.items))


def _outside(claim: Claim, scene: Scene) -> list[Term]:
    item = claim.item
    conditions = scene.applied(item) if claim.row is None and item.is_group else scene.here()[1]
    low = smt.number(ZERO if claim.row is not None else item.least)
    high = scene.points()
    if claim.row is None:
        high = smt.number(most_of(item, scene.rubric))
    found = [_beyond(scene.own(claim.worth.expr, item), low, high)]
    rule = claim.worth.rule
    if (rule is not None and not rule.clamps) or (rule is None and item.combine == "formula"):
        start = _beyond(scene.own(claim.worth.start, item), low, high)
        vetoes = [smt.negated(scene.own(veto.when, item).value) for veto in claim.worth.veto]
        found.append(smt.both(start, *vetoes))
    return [*conditions, smt.either(*found)]


def _beyond(known: Known, low: Term, high: Term) -> Term:
    return smt.both(known.defined, smt.either(known.value < low, known.value > high))


def _full(claim: Claim, scene: Scene) -> list[Term]:
    return _reached(claim, scene, scene.points(), smt.number(claim.item.points), rising=True)


def _least(claim: Claim, scene: Scene) -> list[Term]:
    least = smt.number(ZERO if claim.row is not None else claim.item.least)
    return _reached(claim, scene, least, least, rising=False)


def _reached(claim: Claim, scene: Scene, end: Term, whole: Term, *, rising: bool) -> list[Term]:
    item = claim.item
    if claim.row is None and item.is_group:
        own = scene.own(claim.worth.expr, item)
        rounded = scene.scores.rounded(own, scene.scores.rounding(item))
        return [*scene.applied(item), own.defined, _either_at(own, rounded, whole, rising=rising)]
    translator, conditions = scene.here()
    end = scene.points() if rising else end
    known = translator.known(claim.worth.expr)
    rounding = scene.rubric.rounding.get("item") if item.scale == 1 else None
    rounded = scene.scores.rounded(known, rounding)
    return [*conditions, known.defined, _either_at(known, rounded, end, rising=rising)]


def _either_at(exact: Known, rounded: Known, end: Term, *, rising: bool) -> Term:
    """Whether a score is at its end, exactly or as it is printed."""
    if rising:
        return smt.either(exact.value >= end, rounded.value >= end)
    return smt.either(exact.value <= end, rounded.value <= end)


def _decides(claim: Claim, scene: Scene) -> list[Term]:
    worth, item = claim.worth, claim.item
    if claim.arm == "not_applies":
        assert claim.condition is not None  # the claim is of one
        own = scene.unknowns.translator.known(claim.condition.when)
        return [*scene.above(item), own.defined, smt.negated(own.value)]
    if claim.arm == "value":
        assert claim.lowered is not None  # the claim is of one of its branches
        assert claim.branch is not None
        return _arm(claim.lowered, claim.branch, scene.unknowns.translator)
    if item.is_group and claim.row is None:
        return _group_decides(claim, scene)
    translator, conditions = scene.here()
    vetoes = [translator.known(veto.when) for veto in worth.veto]
    if claim.arm == "veto":
        return [*conditions, *_veto(claim, vetoes)]
    conditions += [smt.negated(veto.value) for veto in vetoes]
    whole = translator.known(worth.expr)
    if claim.arm in ("applies", "row"):
        return [*conditions, whole.defined]
    if claim.arm == "then_deduct":
        return [*conditions, whole.defined, *_takes(claim, translator)]
    if claim.arm == "ceiling":
        capped, taken = translator.known(worth.capped), translator.known(worth.taken)
        return [*conditions, whole.defined, capped.value != taken.value]
    assert claim.lowered is not None  # what is left is a branch of something
    assert claim.branch is not None
    needs = [] if claim.lowered.rule in ("cases", "lookup") else [whole.defined]
    return [*conditions, *needs, *_arm(claim.lowered, claim.branch, translator)]


def _group_decides(claim: Claim, scene: Scene) -> list[Term]:
    worth, item = claim.worth, claim.item
    together = scene.together(item)
    translator = scene.unknowns.of_item(item, {SUM: Known(together.value)})
    conditions = [*scene.applied(item), together.defined]
    vetoes = [translator.known(veto.when) for veto in worth.veto]
    if claim.arm == "veto":
        return [*conditions, *_veto(claim, vetoes)]
    conditions += [smt.negated(veto.value) for veto in vetoes] + [translator.known(worth.expr).defined]
    if claim.arm == "then_deduct":
        return [*conditions, *_takes(claim, translator)]
    if claim.arm == "ceiling":
        return [*conditions, translator.known(worth.capped).value != translator.known(worth.taken).value]
    if claim.lowered is not None and claim.branch is not None:
        return [*conditions, *_arm(claim.lowered, claim.branch, translator)]
    return conditions


def _veto(claim: Claim, vetoes: Sequence[Known]) -> list[Term]:
    number = next(n for n, veto in enumerate(claim.worth.veto) if veto is claim.condition)
    before = [smt.negated(veto.value) for veto in vetoes[:number]]
    return [vetoes[number].value, *(veto.defined for veto in vetoes[: number + 1]), *before]


def _takes(claim: Claim, translator: Translator) -> list[Term]:
    assert claim.branch is not None  # the claim is of one line
    assert claim.branch.amount is not None
    amount = translator.known(claim.branch.amount)
    held, taken = translator.known(claim.worth.held), translator.known(claim.worth.taken)
    return [amount.defined, amount.value > 0, taken.value != held.value]


def _arm(lowered: Lowered, branch: Branch, translator: Translator) -> list[Term]:
    """The conditions under which a branch decides."""
    if branch.kind == "level":
        share = translator.names("@judged").value
        return list(within(share, branch.interval or Range.whole()))
    assert branch.amount is not None  # only levels have none
    amount = translator.known(branch.amount)
    if lowered.rule in ("deduct", "award", "checklist"):
        return [amount.defined, amount.value != 0]
    conditions: list[Term] = [amount.defined]
    for other in lowered.branches:
        last = other is lowered.branches[-1]
        if other is branch:
            test = translator.known(other.test) if other.test is not None and not last else None
            return conditions + ([test.value, test.defined] if test is not None else [])
        if other.test is not None:
            test = translator.known(other.test)
            conditions += [test.defined, smt.negated(test.value)]
    return conditions


# -- directions --------------------------------------------------------------------------------------


def against(claim: Claim, scene: Scene) -> tuple[list[Term], dict[str, Term]]:
    """The conditions under which a score moves the wrong way, and the unknowns of the second facts."""
    if claim.row is not None:
        return _against_row(claim, scene)
    item = claim.item
    if claim.fact:
        changed = frozenset((claim.fact,))
    else:
        rule = item.rule
        assert rule is not None  # only a proportion says a direction
        assert rule.quantity is not None
        changed = frozenset(read_by(rule.quantity, scene.rubric))
    other = Unknowns(scene.rubric, scene.sheet, scene.unknowns.counts, like=scene.unknowns, changed=changed)
    scores = Scores(other)
    moved = _moved(claim, scene, other)
    if item.is_group:
        pair = [scene.scores.exact(item), scores.exact(item)]
    else:
        tree = item.worth.expr if claim.fact else item.worth.held
        pair = [one.of_item(item).known(tree) for one in (scene.unknowns, other)]
    applied = [one.applies(item) for one in (scene.scores, scores)]
    before, after = pair
    wrong = after.value < before.value if claim.rising else after.value > before.value
    settled = [part for one in applied for part in (one.value, one.defined)]
    return [*moved, *scene.above(item), *settled, before.defined, after.defined, wrong], other.wanted()


def _against_row(claim: Claim, scene: Scene) -> tuple[list[Term], dict[str, Term]]:
    """The same of a row of which one column moves."""
    each = claim.item.each
    assert each is not None  # only groups of rows have rules of rows
    translator, conditions = scene.here()
    assert scene.row is not None  # made there
    label = f"{each.table}[0].{claim.fact}'"
    held = scene.row[claim.fact]
    term = scene.unknowns.variable(label, scene.rubric.facts[each.table].columns[claim.fact])
    second, again = scene.taking({**scene.row, claim.fact: Known(term, held.defined)})
    before, after = translator.known(claim.worth.expr), second.known(claim.worth.expr)
    wrong = after.value < before.value if claim.rising else after.value > before.value
    moved = [held.value < term, held.defined, before.defined, after.defined, wrong]
    return [*conditions, *again, *moved], {label: term}


def _moved(claim: Claim, scene: Scene, other: Unknowns) -> list[Term]:
    if claim.fact:
        low, high = scene.unknowns.name(claim.fact), other.name(claim.fact)
        if isinstance(low.value, bool) or smt.is_condition(low.value):
            return [smt.negated(low.value), high.value, low.defined, high.defined]
        return [low.value < high.value, low.defined, high.defined]
    rule = claim.item.rule
    assert rule is not None  # only a proportion says a direction
    assert rule.quantity is not None
    of = [one.of_item(claim.item).known(rule.quantity) for one in (scene.unknowns, other)]
    conditions = [of[0].value < of[1].value, of[0].defined, of[1].defined]
    if rule.target is not None:
        target = [one.of_item(claim.item).known(rule.target) for one in (scene.unknowns, other)]
        conditions += [target[0].value == target[1].value, target[0].defined, target[1].defined]
    return conditions
