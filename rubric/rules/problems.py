"""What can be wrong with the points of a rubric and with a rule."""

from __future__ import annotations

from rubric.problems import Problem

# -- intervals -----------------------------------------------------------------------------------------


class Hole(Problem):
    """No interval takes some values of the quantity."""

    code = "P501"
    zh = "“{name}”为 {hole} 时不属于任何一档。"
    en = "{name} at {hole} belongs to no band."
    fix_zh = "改动相邻一档的端点（[ ] 含端点，( ) 不含），或补上这一档。"
    fix_en = "Move the end of a neighbouring band ([ ] includes the end, ( ) excludes it), or add a band."
    name: str
    hole: str


class Overlap(Problem):
    """Two intervals take the same values."""

    code = "P502"
    zh = "{overlap} 同时属于“{first}”和“{second}”两档。"
    en = "{overlap} belongs to both {first} and {second}."
    fix_zh = "让每个数只属于一档：把其中一档的端点改成不含（圆括号）。"
    fix_en = "Let every number belong to one band: exclude the end of one of the two (a round bracket)."
    overlap: str
    first: str
    second: str


class NotAnInterval(Problem):
    """Something stands where an interval is due."""

    code = "P504"
    zh = "“{found}”不是一个区间。"
    en = "{found} is not an interval."
    fix_zh = "写成 [80%, 90%) 这样，小的在前：[ ] 含端点，( ) 不含，没有尽头的一边写 inf。"
    fix_en = "Write it as in [80%, 90%), the lesser end first: [ ] includes the end, ( ) excludes it, "
    fix_en += "inf is no end."
    found: str


class BareInterval(Problem):
    """A range in bare numbers for what is counted in a share."""

    code = "P533"
    zh = "“{name}”以 {sign} 计，范围 {found} 没有带 {sign}，有两种读法：{one}，或 {other}。"
    en = "{name} is counted in {sign}; the bare range {found} may mean {one} or {other}."
    fix_zh = "按本意写上 {sign}，如 {one}。"
    fix_en = "Write {sign} behind its numbers, as in {one}."
    name: str
    sign: str
    found: str
    one: str
    other: str


# -- points and weights --------------------------------------------------------------------------------


class SumDiffers(Problem):
    """Parts do not add up to the whole."""

    code = "P503"
    zh = "“{name}”的各部分合计 {found} 分，应为 {due} 分。"
    en = "The parts of {name} add up to {found} points, not to {due}."
    fix_zh = "逐项核对分值，使合计等于 {due}；或改“{name}”的分值。"
    fix_en = "Correct the points of the parts so that they add up to {due}, or the points of {name}."
    name: str
    found: str
    due: str


class WeightsDiffer(Problem):
    """Weights in percent that do not add up to 100%."""

    code = "P521"
    zh = "“{name}”下的权重合计 {found}，应为 100%。"
    en = "The weights under {name} add up to {found}, not to 100%."
    fix_zh = "逐项核对权重；只想写相对大小，就都写成不带 % 的数。"
    fix_en = "Correct them, or write all as plain numbers for relative weights."
    name: str
    found: str


class PointsOrWeight(Problem):
    """An item without points in a group that adds them up."""

    code = "P522"
    zh = "“{name}”没有写分值。"
    en = "{name} has no points."
    fix_zh = "补上“分值: 数”；这一组若按权重汇总，就在上级写“汇总: 加权”，每个下级都写权重。"
    fix_en = "Add points: NUMBER; where its group goes by weights, write combine: weighted there, "
    fix_en += "and a weight in each of its items."
    name: str


class WeightInSum(PointsOrWeight):
    """A weight in a group that adds up points."""

    zh = "“{name}”写了权重，它所在的组却按分值求和。"
    en = "{name} has a weight, but its group adds up points."
    fix_zh = "删去权重，只写分值；要按权重汇总，就在上级写“汇总: 加权”。"
    fix_en = "Remove the weight and give points; to go by weights, write combine: weighted in the group."


class NoWeight(PointsOrWeight):
    """An item without a weight in a group that goes by weights."""

    zh = "“{name}”没有写权重，它所在的组按权重汇总。"
    en = "{name} has no weight, and its group goes by weights."
    fix_zh = "补上“权重: 20%”这样的一行。"
    fix_en = "Add its weight, as in weight: 20%."


class WeightOfNothing(PointsOrWeight):
    """A weight that is not above 0."""

    zh = "“{name}”的权重是 {found}，权重要大于 0。"
    en = "{name} has the weight {found}; a weight must be above 0."
    fix_zh = "改成大于 0 的数；不计分的指标从表里去掉。"
    fix_en = "Make it a number above 0; an item that does not count is left out."
    found: str


class WeightsMixed(PointsOrWeight):
    """Weights in percent and plain ones in one group."""

    zh = "“{name}”的权重写作 {found}，同组的其他权重写法不同（有的带 %，有的不带）。"
    en = "{name} has the weight {found}; others of its group are written differently (with % or without)."
    fix_zh = "同一组的权重要么都带 %（合计 100%），要么都不带。"
    fix_en = "Write all weights of a group in % (100% together), or all as plain numbers."
    found: str


class NotFullPoints(Problem):
    """A child of a group that takes one or the mean of its children, with other points than the group's."""

    code = "P523"
    zh = "“{name}”是 {found} 分，它所在的组不是求和而是取其一或平均，所以要与组同为 {due} 分。"
    en = "{name} has {found} points; its group takes one or the mean of its items, so it must have {due} too."
    fix_zh = "把分值改为 {due}；要求和就在上级写“汇总: 求和”。"
    fix_en = "Give it {due} points; to add up, write combine: sum in the group."
    name: str
    found: str
    due: str


class OutOfBounds(Problem):
    """A formula that can never give points within the item's bounds."""

    code = "P524"
    zh = "按这个公式，“{name}”总是得 {held} 之内的分，超出了它的 {bounds} 分。"
    en = "This formula always gives {held}, outside the {bounds} points of {name}."
    fix_zh = "改公式；若本意是超出时按最高（最低）分计，在公式旁写“封顶: 是”。"
    fix_en = "Correct it; add clamp: yes where a result outside is to be held at the end."
    name: str
    held: str
    bounds: str


class BeyondUnsaid(Problem):
    """Bonus items without ``beyond_full``."""

    code = "P527"
    zh = "这里有附加分，却没有写明总分可不可以超过满分。"
    en = "Here is a bonus, and nothing says whether the total may pass the full points."
    fix_zh = "在评分表最上层写“可超满分: 是”或“可超满分: 否”。"
    fix_en = "Add beyond_full: yes or beyond_full: no at the top of the rubric."


# -- what an item is -----------------------------------------------------------------------------------


class OneRule(Problem):
    """An item has more than one rule, or both a rule and items."""

    code = "P506"
    zh = "“{name}”同时写了{found_zh}，只能有一样。"
    en = "{name} has {found_en}; it may have only one of them."
    fix_zh = "留下一样；几条规则都要用，就拆成几个下级指标，各写一条。"
    fix_en = "Keep one of them; to use several rules, make several items below with one rule each."
    name: str
    found_zh: str = ""
    found_en: str = ""


class NoRule(OneRule):
    """An item that does not say how it earns."""

    zh = "“{name}”没有写怎样得分。"
    en = "{name} does not say how it earns its points."
    fix_zh = "补上一条规则（{known_zh}）{also_zh}。"
    fix_en = "Give it one rule ({known_en}){also_en}."
    known_zh: str
    known_en: str
    also_zh: str = ""
    also_en: str = ""


class NotForRows(OneRule):
    """A rule that cannot be one of the rows of a table, or of a named quantity."""

    zh = "“{name}”这里不能用“{zh_rule}”。"
    en = "{name} cannot use {rule} here."
    fix_zh = "换一条规则：{known_zh}。"
    fix_en = "Use another rule: {known_en}."
    rule: str
    zh_rule: str
    known_zh: str
    known_en: str


class RowRuleUnclear(Problem):
    """One of the rules of the rows of a table that does not say for which rows it is."""

    code = "P534"
    zh = "这一行没有写清用于哪些行。"
    en = "This line does not say for which rows it is."
    fix_zh = "写“当: 条件”和一条规则；最后一行写“其余: {{规则}}”，用于剩下的行。"
    fix_en = "Give when: CONDITION and one rule; the last line gives otherwise: {{RULE}} for all other rows."


class OtherwiseMissing(Problem):
    """``applies`` without ``otherwise``."""

    code = "P507"
    zh = "“{name}”写了“适用”，没有写不适用的时候怎么办。"
    en = "{name} says when it applies, not what happens when it does not."
    fix_zh = "补上“不适用: …”：满分、零分、分摊（分值分给同组指标）或折算（分值分给全表）。"
    fix_en = "Add otherwise: full, zero, redistribute (over its group) or rescale (over the whole)."
    name: str


class AppliesMissing(OtherwiseMissing):
    """``otherwise`` without ``applies``."""

    zh = "“{name}”写了“不适用”，没有写什么时候适用。"
    en = "{name} says what happens when it does not apply, not when it applies."
    fix_zh = "补上“适用: 条件”，或删去“不适用”。"
    fix_en = "Add applies: CONDITION, or remove otherwise."


class GroupMayEmpty(OtherwiseMissing):
    """A group all of whose items may fall away while one of them hands its points on."""

    zh = "“{name}”的下级可能全都不适用，那时分值没有指标可以分摊。"
    en = "All items of {name} may fall away, and then none is left to take their points."
    fix_zh = "给“{name}”也写上“不适用: …”（满分或零分；有上级时也可以分摊），或让其中一个下级总是适用。"
    fix_en = (
        "Give {name} an otherwise of its own (full, zero or, below a group, redistribute), or let one item "
    )
    fix_en += "always apply."


class NameTaken(Problem):
    """One name for two things."""

    code = "P508"
    zh = "“{name}”已经是一项事实的名称。"
    en = "{name} is already the name of a fact."
    fix_zh = "换一个名称。"
    fix_en = "Choose another name."
    name: str


class NotAName(NameTaken):
    """A name that cannot be one."""

    zh = "“{name}”不能用作名称：名称不能空着，也不能含“/”。"
    en = "{name!r} cannot be a name: a name is not empty and holds no '/'."
    fix_zh = "换一个名称，“/”可以改成“、”或“和”。"
    fix_en = "Choose another name, with a dash in place of the '/'."


class NotAFormulaName(NameTaken):
    """A name that no formula could read."""

    zh = "“{name}”要在公式里使用，名称只能由汉字、字母、数字和下划线组成，不以数字开头。"
    en = "{name} is used in formulas: a name holds letters, digits and '_' only, and begins with no digit."
    fix_zh = "换一个名称，如“{instead}”；完整的说法写在“名称”里。"
    fix_en = "Choose another name, such as {instead}, and write the full wording as its label."
    instead: str


class FormulaWord(NameTaken):
    """A name that is a word of formulas."""

    zh = "“{name}”是公式里的用词，不能用作名称。"
    en = "{name} is a word of formulas and cannot be a name."
    fix_zh = "换一个名称，如“{name}数”。"
    fix_en = "Choose another name, such as {name}_count."


class WrongPlace(Problem):
    """A key that has no meaning for this item."""

    code = "P526"
    zh = "“{name}”这里写“{zh_key}”没有意义：{zh_why}。"
    en = "{key} means nothing for {name}: {en_why}."
    fix_zh = "删去“{zh_key}”，或把它写到该写的地方。"
    fix_en = "Remove {key}, or write it where it belongs."
    name: str
    key: str
    zh_key: str
    zh_why: str = ""
    en_why: str = ""


class LeastTooHigh(WrongPlace):
    """A least above the full points."""

    zh = "“{name}”的最低分 {found} 高于它的分值 {due}。"
    en = "The least of {name}, {found}, is above its {due} points."
    fix_zh = "核对“最低”和“分值”。"
    fix_en = "Correct least or points."
    found: str
    due: str


class PointsBelow(WrongPlace):
    """Points below 0."""

    zh = "“{name}”的{zh_key}是 {due}，不能小于 0。"
    en = "{name} has {due} points; points cannot be below 0."
    fix_zh = "改成不小于 0 的数；只减分的指标写“{zh_key}: 0”和“最低: -5”这样的一行。"
    fix_en = "Make it a number from 0; an item that only takes points has points: 0 and a least such as -5."
    due: str


class ScoreTooLate(WrongPlace):
    """Points that are handed on by a score which is not known yet."""

    zh = "“{name}”适用与否取决于得分，而分摊和折算要先于得分。"
    en = "Whether {name} applies rests on a score, but points are redistributed before any score is known."
    fix_zh = "“适用”改用事实来写，或把“不适用”改成满分或零分。"
    fix_en = "Let applies rest on facts, or make otherwise full or zero."


class Circular(Problem):
    """Names that rest on each other."""

    code = "P525"
    zh = "“{name}”绕了一圈又用到自己：{way}。"
    en = "{name} rests on itself: {way}."
    fix_zh = "改写其中一个，让它不再用到后面的。"
    fix_en = "Rewrite one of them so that it does not use the next."
    name: str
    way: str


class UnknownItemName(Problem):
    """A grade of an override that the grades do not have, or a table or column that is not declared."""

    code = "P531"
    zh = "没有叫“{name}”的{zh_what}。"
    en = "There is no {en_what} called {name}."
    fix_zh = "{near_zh}{known_zh}"
    fix_en = "{near_en}{known_en}"
    name: str
    zh_what: str
    en_what: str
    known_zh: str
    known_en: str
    near_zh: str = ""
    near_en: str = ""


class GradesUnread(Problem):
    """Grades that do not say which score they read."""

    code = "P509"
    zh = "“{name}”没有写明按舍入前还是舍入后的得分来定。"
    en = "{name} does not say whether it reads the exact or the rounded score."
    fix_zh = "在里面写“按: 舍入前”或“按: 舍入后”。"
    fix_en = "Add on: exact or on: rounded to it."
    name: str


# -- the rules -----------------------------------------------------------------------------------------


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


# -- facts, values, checks and rounding ----------------------------------------------------------------


class FactUnclear(Problem):
    """A declared fact whose keys do not go together; here: a choice without its choices."""

    code = "P528"
    zh = "“{name}”的类型是选项，却没有写有哪些选项。"
    en = "{name} is a choice, and its choices are not given."
    fix_zh = "补上“选项: [甲, 乙]”。"
    fix_en = "Add choices: [ONE, OTHER]."
    name: str


class NotItsKind(FactUnclear):
    """A key that belongs to facts of another type."""

    zh = "“{name}”不能写“{zh_key}”：只有类型是{due_zh}的事实才写。"
    en = "{name} cannot have {key}: only facts of type {due_en} do."
    fix_zh = "删去“{zh_key}”，或改“类型”。"
    fix_en = "Remove {key}, or correct the type."
    key: str
    zh_key: str
    due_zh: str
    due_en: str


class ChoiceTwice(FactUnclear):
    """A choice that stands twice."""

    zh = "“{name}”的选项“{found}”写了两次。"
    en = "The choice {found} of {name} stands twice."
    fix_zh = "只保留一个。"
    fix_en = "Keep one of them."
    found: str


class NoColumns(FactUnclear):
    """A table without its columns."""

    zh = "“{name}”的类型是表，却没有写有哪些列。"
    en = "{name} is a table, and its columns are not given."
    fix_zh = "补上“列”，如 {{名称: {{类型: 文字}}, 金额: {{单位: 万元}}}}。"
    fix_en = "Add columns, as in {{title: {{type: text}}, amount: {{unit: USD}}}}."


class TableInTable(FactUnclear):
    """A column that is a table."""

    zh = "“{name}”是表里的一列，列里不能再有表。"
    en = "{name} is a column of a table and cannot be a table itself."
    fix_zh = "改成数值、选项、是否或文字，或另设一张表。"
    fix_en = "Make it a number, a choice, yes/no or a text, or declare a table of its own."


class StepNotAbove(FactUnclear):
    """A smallest difference that is not above 0."""

    zh = "“{name}”的精度是 {found}，精度要大于 0。"
    en = "The step of {name} is {found}; it must be above 0."
    fix_zh = "写最小的差别，如 0.01 或 1。"
    fix_en = "Write its smallest difference, such as 0.01 or 1."
    found: str


class ScaleUnread(FactUnclear):
    """A scale between two units that cannot be read."""

    zh = "“{name}”的换算“{found}”读不出来。"
    en = "The scale {found} of {name} cannot be read."
    fix_zh = "写成“亿元: 10000 万元”这样：一个数、空格、单位。"
    fix_en = "Write it as in km: 1000 m: a number, a blank and the unit."
    found: str


class ModeMissing(Problem):
    """A value with places in a rubric without rounding."""

    code = "P529"
    zh = "“{name}”写了位数，评分表却写着不舍入，不知道按什么方式舍入。"
    en = "{name} has places, but the rubric rounds nothing and so names no mode."
    fix_zh = '在公式里写明，如“舍入(公式, 2, "四舍五入")”，并删去位数；或给评分表写上“舍入”。'
    fix_en = 'Say it in the formula, as in round(FORMULA, 2, "half_up"), and not in places; '
    fix_en += "or give the rubric a rounding."
    name: str


class StageTwice(Problem):
    """Two roundings of one stage."""

    code = "P532"
    zh = "“{zh_stage}”的舍入写了两次。"
    en = "Two roundings are given for {stage}."
    fix_zh = "指标、分组、总分各写一次。"
    fix_en = "Give one rounding for each of item, group and total."
    stage: str
    zh_stage: str


class ToleranceUnread(Problem):
    """A tolerance that is none."""

    code = "P530"
    zh = "“{found}”不能用作容差。"
    en = "{found} is no tolerance."
    fix_zh = "写“精确”、“末位”或一个不小于 0 的数，如 0.01。"
    fix_en = "Write exact, last_digit or a number from 0, such as 0.01."
    found: str


class NothingCompared(ToleranceUnread):
    """A tolerance beside what is no comparison."""

    zh = "容差“{found}”没有可比的两边：“式”不是一个比较。"
    en = "The tolerance {found} has no two sides to compare: that is no comparison."
    fix_zh = "把“式”写成一个比较，如“甲 + 乙 == 丙”，或删去容差。"
    fix_en = "Make that one comparison, as in a + b == c, or remove the tolerance."


class UnknownAbsent(Problem):
    """A check that is to be solved for what does not stand in it."""

    code = "P535"
    zh = "要反推的“{name}”不在“式”里。"
    en = "{name} is to be solved for, but that does not hold it."
    fix_zh = "把它写进“式”，如“完成数 / {name} == 完成率”，或改正“未知”的名称。"
    fix_en = "Write it into that, as in done / {name} == rate, or correct the name behind unknown."
    name: str


class UnknownTaken(Problem):
    """A check that is to be solved for what is calculated, or is no number."""

    code = "P536"
    zh = "“{name}”不能反推：它是计算出来的，或不是数值。"
    en = "{name} cannot be solved for: it is calculated, or it is no number."
    fix_zh = "“未知”写一项数值事实，或一个别处没有用过的新名称。"
    fix_en = "Name a fact that is a number, or a new name that nothing else goes by."
    name: str


class NotOneEquation(Problem):
    """A check that is to be solved and is no equation."""

    code = "P537"
    zh = "要反推未知数，“式”应当是一个等式，这里写的是“{found}”。"
    en = "To be solved, that must be one equation; here stands {found}."
    fix_zh = "写成“甲 / 未知数 == 乙”这样的等式，或删去“求解”。"
    fix_en = "Write an equation such as a / unknown == b, or remove solve."
    found: str


class MovesNowhere(Problem):
    """Points of what does not apply that are to go to others where there are none to take them."""

    code = "P590"
    zh = "“{name}”不适用时，它的分没有去处：{why_zh}。"
    en = "Where {name} does not apply, its points have nowhere to go: {why_en}."
    fix_zh = "改为“不适用: 满分”或“不适用: 零分”。"
    fix_en = "Use otherwise: full or otherwise: zero."
    name: str
    why_zh: str
    why_en: str


class BonusWeighed(Problem):
    """A bonus item with a weight: it would take a share that the others need to reach the full points."""

    code = "P591"
    zh = "附加项“{name}”不能写权重：它不在合计之内。"
    en = "The bonus item {name} cannot have a weight: it stands outside the sum."
    fix_zh = "给附加项写“分值”，不写“权重”。"
    fix_en = "Give a bonus item points and no weight."
    name: str


class NotPositive(Problem):
    """Points that a line or an element says it gives or takes, and that are 0 or less."""

    code = "P592"
    zh = "“{found}”不大于 0：这里写加几分或扣几分，不带负号。"
    en = "{found} is not above 0: say how many points are added or taken, without a sign."
    fix_zh = "改成大于 0 的数；要扣分就写在“扣分”或“再扣”里，要加分就写在“加分”里。"
    fix_en = "Write a number above 0; what takes points stands under deduct, what adds them under award."
    found: str


class PointsMixed(Problem):
    """An interpolation whose points are partly points and partly shares of them."""

    code = "P593"
    zh = "过点的得分有的是分数、有的是百分比（如 {found}）。"
    en = "Some points of the line earn points and some a share of them ({found})."
    fix_zh = "都写分数，或都写百分比。"
    fix_en = "Write all of them as points, or all as shares."
    found: str


class WrongVerb(Problem):
    """A line of deduct that says it adds, or a line of award that says it takes."""

    code = "P594"
    zh = "这一行写的是“{found}”，它所在的规则是“{due}分”。"
    en = "This line says {found}, and it belongs to a rule that says {due}."
    fix_zh = "把“{found}”改为“{due}”，或把这一行移到另一条规则里。"
    fix_en = "Write {due} (points) here, or move the line to the other rule."
    found: str
    due: str
