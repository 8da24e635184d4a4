"""What can be wrong with the lines of a rule."""

from __future__ import annotations

from rubric.problems import Problem


class LineUnclear(Problem):
    """A line of deduct that says neither when nor for what."""

    code = "P505"
    zh = "这一行没有写清什么时候{verb}分。"
    en = "This line does not say when it {en_verb} points."
    fix_zh = "写“当: 条件”；或写“量、每、{verb}、计数”，按数量{verb}分。"
    fix_en = "Give when: CONDITION, or of, per, points and count for an amount."
    verb: str
    en_verb: str


class LineBoth(LineUnclear):
    """A line that is a condition and an amount at once."""

    zh = "这一行既写了“当”，又写了按数量{verb}分的“量、每、计数、最多”。"
    en = "This line gives both a condition (when) and an amount (of, per, count, max)."
    fix_zh = "只留一种；“当……时每……{verb}……”要把条件写进“量”里，如“量: 超编人数 若 已核定 否则 0”。"
    fix_en = (
        "Keep one of the two; a condition on an amount belongs to of, as in of: excess if checked else 0."
    )


class LineHalf(LineUnclear):
    """A counted line without one of its parts."""

    zh = "这一行按数量{verb}分，却没有写{missing_zh}。"
    en = "This line counts an amount, but gives no {missing_en}."
    fix_zh = "“量”是数什么，“每”是几算一步，“计数”是不满一步怎么算：足额不算、起步算一步、连续按比例。"
    fix_en = (
        "of is what is counted, per the size of a step, count what a part of a step is: complete (nothing), "
    )
    fix_en += "started (a whole step) or continuous (its share)."
    missing_zh: str
    missing_en: str


class StepOfNothing(LineUnclear):
    """A step that is not above 0."""

    zh = "“每”写的是 {found}，一步要大于 0。"
    en = "per is {found}; a step must be above 0."
    fix_zh = "改成大于 0 的数，如 1 或 1%。"
    fix_en = "Make it a number above 0, such as 1 or 1%."
    found: str


class CaseUnclear(Problem):
    """A case is neither a condition with what it earns nor what all else earns."""

    code = "P510"
    zh = "这一种情形{found_zh}。"
    en = "This case {found_en}."
    fix_zh = "写“当: 条件”和“得: 分数”；最后一行只写“其余: 分数”。"
    fix_en = "Give when: CONDITION and earns: POINTS; the last line only otherwise: POINTS."
    found_zh: str
    found_en: str


class OtherwiseLast(Problem):
    """Lines that do not end in what holds for all else."""

    code = "P511"
    zh = "“{name}”要以“其余”一行结尾，这最后一行不是。"
    en = "{name} must end in a line otherwise, and this last line is none."
    fix_zh = "在下面加一行“其余: …”，说明以上都不成立时怎样得分。"
    fix_en = "Add a line otherwise: ... below, for where none of them holds."
    name: str


class OtherwiseEarly(OtherwiseLast):
    """An ``otherwise`` before the last line."""

    zh = "“其余”只能写在最后一行，写在这里，后面的行永远轮不到。"
    en = "A line otherwise must be the last: the lines below this one are never reached."
    fix_zh = "把这一行移到最后；“其余”只写一次。"
    fix_en = "Move it to the end; there is only one."


class NotAscending(Problem):
    """The points of an interpolation do not rise."""

    code = "P512"
    zh = "“过点”的量要从小到大，这里的 {found} 不大于前一点的 {before}。"
    en = "The quantities of through must rise; {found} is not above {before} before it."
    fix_zh = "按量从小到大排列各点，同一个量只写一次。"
    fix_en = "Order the points by rising quantity, each quantity once."
    found: str = ""
    before: str = ""


class FewPoints(NotAscending):
    """Fewer than two points to draw a line through."""

    zh = "“过点”至少要写两个点。"
    en = "through needs two points at least."
    fix_zh = "写成 [[60%, 0], [100%, 5]] 这样：60% 得 0 分，100% 得 5 分。"
    fix_en = "Write it as in [[60%, 0], [100%, 5]]: 60% earns 0 points, 100% earns 5."


class PointUnread(FewPoints):
    """A point that is no pair of numbers."""

    zh = "“过点”的这一点要写成两个数：[量, 分]。"
    en = "This point of through must be two numbers: [quantity, points]."


class ProportionUnclear(Problem):
    """A proportion of which less is better and that does not say how."""

    code = "P513"
    zh = "“越低越好”没有写形状：超过目标后怎样减分。"
    en = "Lower is better, and shape does not say how points fall above the target."
    fix_zh = "写“形状: 反比”（分值 × 目标 ÷ 量），或“形状: 线性”加“归零: 2”（到目标的 2 倍时为 0 分）。"
    fix_en = "Add shape: ratio (points × target / of), or shape: linear with zero_at: 2 (0 points at twice "
    fix_en += "the target)."


class ShapeStray(ProportionUnclear):
    """A shape, or its end, where it has no meaning."""

    zh = "“{zh_key}”在这里没有意义：{zh_why}。"
    en = "{key} means nothing here: {en_why}."
    fix_zh = "删去“{zh_key}”，或核对“方向”和“形状”。"
    fix_en = "Remove {key}, or correct better and shape."
    key: str
    zh_key: str
    zh_why: str
    en_why: str


class NoZeroAt(ProportionUnclear):
    """A straight line that does not say where it ends."""

    zh = "“形状: 线性”没有写到哪里减为 0 分。"
    en = "shape: linear does not say where the points come down to 0."
    fix_zh = "补上“归零: 2”这样的一项：量到目标的 2 倍时为 0 分。"
    fix_en = "Add zero_at, as in zero_at: 2 for 0 points at twice the target."


class ZeroAtTooLow(ProportionUnclear):
    """A straight line that ends at the target or before it."""

    zh = "“归零”是 {found}，应当大于 1（1 就是目标本身，那里还是满分）。"
    en = "zero_at is {found}; it must be above 1 (1 is the target itself, which earns full points)."
    fix_zh = "写成目标的倍数，如“归零: 2”或“归零: 120%”。"
    fix_en = "Write it as a multiple of the target, as in zero_at: 2 or zero_at: 120%."
    found: str


class ZeroUnread(ProportionUnclear):
    """An ``on_zero`` that is no points, share or ``unscored``."""

    zh = "“零值”不能写“{found}”。"
    en = "on_zero cannot be {found}."
    fix_zh = "写目标为 0 时得几分（一个数）、得百分之几（如 100%），或“不计分”。"
    fix_en = "Write what a target of 0 earns: a number of points, a share such as 100%, or unscored."
    found: str


class MayBeNegative(Problem):
    """A quantity of a proportion that can be below 0."""

    code = "P514"
    zh = "“{found}”可能为负（它在 {held} 之内），负数不能按比例计分。"
    en = "{found} can be negative (it lies in {held}), and no share can be taken of it."
    fix_zh = '给它用到的事实写上“范围: "[0, inf)"”；目标本来就是负数时，量和目标都取相反数。'
    fix_en = 'Declare range: "[0, inf)" for the facts in it; for a target such as -30% negate both.'
    found: str
    held: str


class ZeroUnsaid(Problem):
    """No ``on_zero`` where the target can be 0."""

    code = "P515"
    zh = "目标“{found}”可能为 0，没有写那时怎样得分。"
    en = "The target {found} can be 0, and nothing says what it earns then."
    fix_zh = '补上“零值”：一个分数、一个百分数或“不计分”；不会为 0 就把它的范围写成 "(0, inf)"。'
    fix_en = "Add on_zero: a number of points, a share or unscored; where it is never 0, declare its "
    fix_en += 'range as "(0, inf)".'
    found: str


class ZeroNever(ZeroUnsaid):
    """An ``on_zero`` where the target cannot be 0."""

    zh = "目标“{found}”不会为 0，“零值”用不到。"
    en = "The target {found} is never 0, so that on_zero means nothing."
    fix_zh = "删去“零值”；目标确实可能为 0 时，改它的范围。"
    fix_en = "Remove on_zero; where the target can be 0 after all, correct its range."


class ElementUnclear(Problem):
    """An element of a checklist without points that are a number."""

    code = "P516"
    zh = "要点“{name}”没有写清得几分。"
    en = "The element {name} does not say what it earns."
    fix_zh = "写成“{name}: 2”这样：冒号后面是一个分数。"
    fix_en = "Write it as in {name}: 2, with a number of points."
    name: str


class MissingUnclear(ElementUnclear):
    """What a missing element takes is no number above 0."""

    zh = "“每缺”写的是“{name}”，应当是大于 0 的分数。"
    en = "each_missing is {name}; it must be a number of points above 0."
    fix_zh = "写成“每缺: 1”这样。"
    fix_en = "Write it as in each_missing: 1."


class NoElements(ElementUnclear):
    """Nothing that could be missing."""

    zh = "“项”里没有要点。"
    en = "list holds no element."
    fix_zh = "写成“项: [制度, 台账]”这样。"
    fix_en = "Write it as in list: [rules, records]."


class ElementNameless(ElementUnclear):
    """An entry of a list of elements that is no name."""

    zh = "“{name}”里的这一条不是要点的名称。"
    en = "This entry of {name} is not the name of an element."
    fix_zh = "每一条只写名称，如“项: [制度, 台账]”，不写分数，也不再分层。"
    fix_en = "Write nothing but names, as in list: [rules, records], without points or lists of their own."


class ElementTwice(ElementUnclear):
    """An element that stands in a list twice, so that what is missing would count twice."""

    zh = "要点“{name}”在“项”里写了两次，缺了会扣两次。"
    en = "The element {name} stands in list twice; where it is missing, it would count twice."
    fix_zh = "只留一个，或改成另一个名称。"
    fix_en = "Keep one of them, or give it another name."


class RowUnclear(Problem):
    """A row of a lookup that does not name each of its quantities once, and what it earns."""

    code = "P517"
    zh = "对照表的这一行没有写全。"
    en = "This row of the lookup is not complete."
    fix_zh = "每一行写清{columns}和“得”。"
    fix_en = "Give {columns} and earns in every row."
    columns: str = ""


class NoLookup(RowUnclear):
    """A quantity that is no choice and cannot be looked up."""

    zh = "“{word}”不是选项，也不是是否，不能用“对照”。"
    en = "{word} is neither a choice nor yes/no and cannot be looked up."
    fix_zh = "数值用“分档”；要对照，就把它声明为“类型: 选项”。"
    fix_en = "Use bands for a number; to look it up, declare it with type: choice."
    word: str


class NoSuchChoice(RowUnclear):
    """A row for something that is none of the choices."""

    zh = "“{name}”没有“{word}”这个选项。"
    en = "{name} has no choice {word}."
    fix_zh = "{near_zh}可选：{known}。"
    fix_en = "{near_en}The choices are: {known}."
    name: str
    word: str
    known: str
    near_zh: str = ""
    near_en: str = ""


class RowEarnsNothing(RowUnclear):
    """A row that does not say what it earns."""

    zh = "对照表里“{word}”没有写得几分。"
    en = "The lookup does not say what {word} earns."
    fix_zh = "写成“{word}: 分数”；不得分就写 0。"
    fix_en = "Write it as {word}: POINTS, or 0 for none."
    word: str


class RowTwice(Problem):
    """Two rows of a lookup for the same choices."""

    code = "P518"
    zh = "“{words}”在对照表里写了两次。"
    en = "{words} stands in the lookup twice."
    fix_zh = "留下一行。"
    fix_en = "Keep one row."
    words: str


class TableIncomplete(Problem):
    """A lookup without a row for some choices."""

    code = "P519"
    zh = "对照表没有写到：{words_zh}。"
    en = "The lookup has no row for: {words_en}."
    fix_zh = "每一种都要有一行；不得分的写 0。"
    fix_en = "Give each of them a row, with 0 where nothing is earned."
    words_zh: str
    words_en: str


class TableUnread(Problem):
    """A lookup whose table is not written as it must be for its quantities."""

    code = "P520"
    zh = "读不出这张对照表。"
    en = "This lookup table cannot be read."
    fix_zh = "一个量写“选项: 分值”；几个量每行写“- {{量: 选项, …, 得: 分值}}”，或写旁边的 CSV 文件名。"
    fix_en = (
        "For one quantity write CHOICE: POINTS; for several, rows - {{NAME: CHOICE, ..., earns: POINTS}}, "
    )
    fix_en += "or name a CSV file beside the rubric."


class NoTableFile(TableUnread):
    """A lookup in a file that cannot be used."""

    zh = "对照表不能取自“{name}”：{why_zh}。"
    en = "The lookup cannot be taken from {name}: {why_en}."
    fix_zh = "写与评分表同一文件夹（或其下级）里的 CSV 文件名，如“表: 对照.csv”。"
    fix_en = "Name a CSV file in the rubric's own folder, as in table: lookup.csv."
    name: str
    why_zh: str
    why_en: str
