"""What is said of what is open, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.explain.assumed import written
from engine.explain.words import aside, clauses, commas, interval, listed, points, true_minus, value_of
from engine.judged import Judged
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.questions.stakes.answer import Boundary, Stakes
    from engine.questions.stakes.assume_search import Extreme
    from engine.questions.stakes.open import Open
    from engine.scorecard import Known
    from rubric.problems import Language

_KINDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {"judgement": "待评定", "table": "表", "missing": "", "approximate": "约数", "disputed": "有争议"},
    "en": {
        "judgement": "to be judged",
        "table": "table",
        "missing": "",
        "approximate": "approximate",
        "disputed": "disputed",
    },
}


def called(one: Open, others: Iterable[Open]) -> str:
    """What it is called: a judgement by the name of its item, where no other has it."""
    name = one.named.name if one.is_judgement else one.named.title
    if not one.is_judgement:
        return name.replace("/", " / ")
    last = name.rpartition("/")[2]
    same = [other for other in others if other.is_judgement and other.named.name.rpartition("/")[2] == last]
    return last if len(same) == 1 else name.replace("/", " / ")


def about(one: Open, language: Language) -> str:
    """What is known of it: nothing, a range, or a value that is disputed."""
    words = _KINDS[language]
    if one.is_judgement:
        level = one.given.level if isinstance(one.given, Judged) else ""
        return commas((words["judgement"], level), language)
    if one.is_table:
        return words["table"]
    if one.why == "missing":
        return ""
    return commas((words[one.why], given_text(one)), language)


def titled(one: Open, others: Iterable[Open], language: Language) -> str:
    """Its name with what is known of it."""
    return f"{called(one, others)}{aside(about(one, language), language)}"


def given_text(one: Open) -> str:
    """What the file has of it, as it stands there."""
    given: Any = one.given
    if given is None or isinstance(given, Judged):
        return ""
    unit = f" {given.unit}" if given.unit and not given.text.endswith(given.unit) else ""
    return true_minus(f"{given.text}{unit}")


def boundaries(found: Iterable[Boundary], grades: tuple[str, ...], language: Language) -> str:
    """The grade boundaries inside the range; that there are none."""
    zh = language == "zh"
    parts = [
        f"{points(one.at, None)}（{one.below}、{one.above}之间）"
        if zh
        else f"{points(one.at, None)} ({one.below} to {one.above})"
        for one in found
    ]
    if parts:
        between = listed(parts, language)
        return f"区间内有分界 {between}" if zh else f"inside the range: {between}"
    if len(grades) == 1:
        return f"区间内没有分界：已定为“{grades[0]}”" if zh else f"no boundary inside the range: {grades[0]}"
    return ""


def ends(least: Extreme, most: Extreme, places: int | None, language: Language) -> str:
    """Whether facts were found that take the total to the ends of its range."""
    return clauses((_end(one, places, language) for one in (least, most)), language)


def _end(one: Extreme, places: int | None, language: Language) -> str:
    zh, worst = language == "zh", one.which == "worst"
    end = points(one.end, places)
    if one.open:
        side = ("下" if worst else "上") if zh else ("lower" if worst else "upper")
        return (
            f"{side}端 {end}：表未知，无法验证" if zh else f"{side} end {end}: not tried, a table is unknown"
        )
    if not one.short:
        return (
            f"{'下' if worst else '上'}端 {end} 取得到"
            if zh
            else f"the {'lower' if worst else 'upper'} end {end} is reached"
        )
    reached = points(one.end + one.short if worst else one.end - one.short, places)
    if zh:
        return f"{'下' if worst else '上'}端 {end} 没有取到，找到的{'最低' if worst else '最高'}是 {reached}"
    side, found = ("lower", "lowest") if worst else ("upper", "highest")
    return f"the {side} end {end} was not reached; the {found} total found is {reached}"


def order_told(stakes: Stakes, language: Language) -> str:
    """What order the questions stand in, and whether another could settle the score sooner."""
    zh, order = language == "zh", stakes.order
    if order.how == "one_ahead":
        return (
            "待定的太多，没有比完全部次序：每次先问最坏情形下定后剩得最少的一项，只看一步；可能有更快的次序"
            if zh
            else "too many to compare all orders: each time the question that leaves the least open in its "
            "worst case, looking one question ahead; another order may settle the score sooner"
        )
    if not order.settled and stakes.now.width:
        return (
            "最坏情形下问哪一项都定不下分，按评分表的次序列出"
            if zh
            else "at worst no question takes anything off; they stand in the rubric's order"
        )
    if not order.settled:
        return ""
    closed = not order.asked[-1].after.width
    # Of a number not every value can be tried.
    tried = order.how == "soonest_of_tried"
    if zh:
        done = "总分就定了" if closed else "能定的分就都定了"
        within = "（数只试使得分变化的取值）" if tried else ""
        return (
            f"最快定分的次序{within}：最坏情形下问完 {order.settled} 项，{done}，别的次序都不能再少；"
            "同样少的次序里，取每问一项后还剩的分相加最少的"
        )
    done = "the score is settled" if closed else "all is settled that an answer can settle"
    questions = "1 question" if order.settled == 1 else f"{order.settled} questions"
    within = " (of numbers, only values at which the score turns were tried)" if tried else ""
    return (
        f"the soonest{within}: at worst {done} after {questions}, and no order needs fewer; of those that "
        "need as few, the one for which what is left after each question adds up to the least"
    )


def spare(stakes: Stakes, opens: Iterable[Open], language: Language) -> str:
    """What need not be asked, since the total is settled before."""
    opens = tuple(opens)
    names = listed((called(one, opens) for one in stakes.spare), language)
    if not names:
        return ""
    if language == "zh":
        before = f"问完第 {stakes.order.settled} 项后" if stakes.order.settled else ""
        return f"{before}总分不再随这些变化，不必为总分去问：{names}"
    before = f"after question {stakes.order.settled} " if stakes.order.settled else ""
    return f"{before}the total no longer depends on these, which need not be asked for its sake: {names}"


def disputes(stakes: Stakes, language: Language) -> list[str]:
    """That what is disputed is taken for unknown here, beside the value that the file has."""
    zh = language == "zh"
    said = []
    for one in stakes.disputed:
        held = interval(one.held, language, percent=_is_percent(one)) if one.is_number else ""
        within = (f"（{held}）" if zh else f" ({held})") if held and one.held != Range.whole() else ""
        given = given_text(one)
        said.append(
            f"{one.named.title}：文件为 {given}，有争议，这里在声明的范围内{within}看作未知"
            if zh
            else f"{one.named.title}: {given} in the file, but disputed; taken for unknown here, within what "
            f"is declared{within}"
        )
    return said


def faulty(one: Open, value: Known, language: Language) -> str:
    """A value with which an item has no score."""
    unit = one.fact.unit if one.fact is not None else None
    text = value_of(value, language) if isinstance(value, bool | str) else true_minus(written(value, unit))
    if language == "zh":
        return f"{one.named.title} = {text} 时有指标无法计分；这里只看能计分的取值"
    return (
        f"with {one.named.title} = {text} an item cannot be scored; only values that give a score are counted"
    )


def _is_percent(one: Open) -> bool:
    return one.fact is not None and one.fact.unit == "%"
