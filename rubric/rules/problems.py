"""What can be wrong with the points of a rubric and with a rule."""

from __future__ import annotations

from rubric.problems import Problem


class Hole(Problem):
    """No interval takes some values of the quantity."""

    code = "P501"
    zh = "{hole} 不属于任何一档。"
    en = "No band takes {hole}."
    fix_zh = "改动相邻一档的端点（[ ] 含，( ) 不含），或补上这一档。"
    fix_en = "Move the end of a neighbouring band ([ ] includes, ( ) excludes), or add a band."
    hole: str


class Overlap(Problem):
    """Two intervals take the same values."""

    code = "P502"
    zh = "{overlap} 同时属于“{first}”和“{second}”两档。"
    en = "{overlap} belongs to both {first} and {second}."
    fix_zh = "让每个数只属于一档：把其中一端改为不含。"
    fix_en = "Let one of the two exclude it."
    overlap: str
    first: str
    second: str


class SumDiffers(Problem):
    """Parts do not add up to the whole."""

    code = "P503"
    zh = "“{name}”的各部分合计 {found} 分，应为 {due} 分。"
    en = "The parts of {name} add up to {found}, not to {due}."
    fix_zh = "逐项核对分值，使合计等于 {due}。"
    fix_en = "Correct the points of the parts so that they add up to {due}."
    name: str
    found: str
    due: str


class NotAnInterval(Problem):
    """Something stands where an interval is due."""

    code = "P504"
    zh = "“{found}”不是一个区间。"
    en = "{found} is not an interval."
    fix_zh = "写成 [80%, 90%) 这样：[ ] 含端点，( ) 不含，无限写 inf。"
    fix_en = "Write it as in [80%, 90%): [ ] includes the end, ( ) excludes it, inf is infinite."
    found: str


class LineUnclear(Problem):
    """A line of deduct is neither a condition nor a counted amount."""

    code = "P505"
    zh = "这一行没有写清怎样扣分。"
    en = "This line does not say how it deducts."
    fix_zh = "写“当、扣”，或写“量、每、扣、计数”；计数从足额、起步、连续里选一个。"
    fix_en = "Give when and points, or of, per, points and count (complete, started or continuous)."


class OneRule(Problem):
    """An item has no rule, or more than one, or both a rule and items."""

    code = "P506"
    zh = "“{name}”应当有且只有一条规则，或者有下级指标；现有 {count} 样。"
    en = "{name} must have items or exactly one rule; it has {count} of them."
    fix_zh = "留下一样。"
    fix_en = "Keep one of them."
    name: str
    count: int


class OtherwiseMissing(Problem):
    """``applies`` without ``otherwise``, or the other way round."""

    code = "P507"
    zh = "“{name}”写了“适用”就必须写“不适用”（满分或零分），反之亦然。"
    en = "{name} needs both applies and otherwise (full or zero)."
    fix_zh = "补上缺的一项：不适用时按满分还是零分计。"
    fix_en = "Say what an item that does not apply earns."
    name: str


class NameTaken(Problem):
    """One name for two things, or a name that cannot be one."""

    code = "P508"
    zh = "“{name}”不能用作名称：它含“/”、是公式用词，或已被占用。"
    en = "{name} cannot be a name: it holds a '/', is a word of formulas, or is taken."
    fix_zh = "换一个名称。"
    fix_en = "Choose another name."
    name: str


class GradesUnread(Problem):
    """Grades that do not say which score they read."""

    code = "P509"
    zh = "“等级”没有写明按舍入前还是舍入后的得分来定。"
    en = "The grades do not say whether they read the exact or the rounded score."
    fix_zh = "写“按: 舍入前”或“按: 舍入后”。"
    fix_en = "Add on: exact or on: rounded."


class CaseUnclear(Problem):
    """A case is neither a condition with what it earns nor what all else earns."""

    code = "P510"
    zh = "这一种情形没有写清。"
    en = "This case is not clear."
    fix_zh = "写“当、得”，最后一行写“其余”。"
    fix_en = "Give when and earns, or in the last line otherwise."


class OtherwiseLast(Problem):
    """Cases that do not end in exactly one ``otherwise``."""

    code = "P511"
    zh = "情形须以一行“其余”结尾，现有 {count} 行。"
    en = "Cases must end in one line otherwise; there are {count}."
    fix_zh = "在最后写一行“其余: 分数”，说明以上都不成立时得几分。"
    fix_en = "Say in the last line, as otherwise, what is earned where none of them holds."
    count: int


class NotAscending(Problem):
    """The points of an interpolation are not pairs of numbers that rise."""

    code = "P512"
    zh = "“过点”须是两个以上 [量, 分] 的点，量从小到大且不重复。"
    en = "through must be two or more points [quantity, points] with rising quantities."
    fix_zh = "写成 [[60%, 0], [100%, 5]] 这样。"
    fix_en = "Write it as in [[60%, 0], [100%, 5]]."


class ProportionUnclear(Problem):
    """A proportion that does not say how less is better, or says it where more is."""

    code = "P513"
    zh = "比例没有写清：“越低越好”须写形状（反比，或线性并写大于 1 的归零），“越高越好”不写。"
    en = "This proportion is not clear: lower needs shape (ratio, or linear with zero_at above 1), higher none."
    fix_zh = "补上或删去“形状”和“归零”；零值写一个数、一个百分数或“不计分”。"
    fix_en = "Add or remove shape and zero_at; on_zero is a number, a share or unscored."


class MayBeNegative(Problem):
    """A quantity of a proportion that can be below 0."""

    code = "P514"
    zh = "“{found}”可能为负（{held}），不能按比例计分。"
    en = "{found} can be negative ({held}): no share can be taken."
    fix_zh = "给所用的事实写上不小于 0 的“范围”；目标是负数时两边都取相反数。"
    fix_en = "Declare ranges from 0 for its facts; for a target such as -30% negate both."
    found: str
    held: str


class ZeroUnsaid(Problem):
    """``on_zero`` where the target cannot be 0, or none where it can."""

    code = "P515"
    zh = "目标{needed_zh}为 0，“零值”就{must_zh}写。"
    en = "The target {needed_en} be 0, so on_zero {must_en}."
    fix_zh = "“零值”写目标为 0 时得几分、得百分之几，或“不计分”；范围不含 0 时不写。"
    fix_en = "Say in on_zero what a target of 0 earns (a number, a share, unscored), only where it can be 0."
    needed_zh: str
    needed_en: str
    must_zh: str = "必须"
    must_en: str = "must be given"


class ElementUnclear(Problem):
    """An element of a checklist without points that are a number."""

    code = "P516"
    zh = "这个要点没有写清得几分。"
    en = "This element does not say what it earns."
    fix_zh = "写“要点: 分值”，或“每缺: 分值”和“项: [要点, …]”；分值是大于 0 的数。"
    fix_en = "Write ELEMENT: POINTS, or each_missing: POINTS and list: [ELEMENT, ...]."


class RowUnclear(Problem):
    """A row of a lookup that names no choice, or not each of its quantities."""

    code = "P517"
    zh = "对照表看不懂“{word}”。"
    en = "The lookup cannot read {word}."
    fix_zh = "{near_zh}每一行写清每个量的一个选项和“得”；可选的有：{known}。"
    fix_en = "{near_en}Give in every row one choice of each quantity, and earns. Choices: {known}."
    word: str
    known: str = "…"
    near_zh: str = ""
    near_en: str = ""


class RowTwice(Problem):
    """Two rows of a lookup for the same choices."""

    code = "P518"
    zh = "“{words}”在对照表里出现了两次。"
    en = "{words} stands in the lookup twice."
    fix_zh = "留下一行。"
    fix_en = "Keep one row."
    words: str


class TableIncomplete(Problem):
    """A lookup without a row for some choices."""

    code = "P519"
    zh = "对照表缺 {count} 行：{words}。"
    en = "The lookup lacks {count} rows: {words}."
    fix_zh = "给每一种选项各写一行。"
    fix_en = "Give every choice a row."
    words: str
    count: int


class TableUnread(Problem):
    """A lookup without a table, or with one that cannot be read."""

    code = "P520"
    zh = "读不到对照表“{name}”。"
    en = "There is no lookup table {name} to read."
    fix_zh = "“表”写“选项: 分值”、若干行“{{量: 选项, 得: 分值}}”，或评分表旁边的 CSV 文件名。"
    fix_en = (
        "table holds CHOICE: POINTS, rows {{NAME: CHOICE, earns: POINTS}}, or a CSV file beside the rubric."
    )
    name: str


class WeightsDiffer(Problem):
    """Weights in percent that do not add up to 100%."""

    code = "P521"
    zh = "“{name}”下的权重合计 {found}，应为 100%。"
    en = "The weights under {name} add up to {found}, not to 100%."
    fix_zh = "逐项核对权重；要用相对权重，就都写成不带 % 的数。"
    fix_en = "Correct them, or write all as plain numbers for relative weights."
    name: str
    found: str


class PointsOrWeight(Problem):
    """An item without what its group gives its children: points, or a weight."""

    code = "P522"
    zh = "“{name}”{zh_what}。"
    en = "{name} {en_what}."
    fix_zh = "同一组的下级要么都写分值（求和），要么都写大于 0 的权重（汇总: 加权），% 与不带 % 的不混用。"
    fix_en = "Give all items of a group points (sum), or all a weight above 0 (combine: weighted), all in % or none."
    name: str
    zh_what: str
    en_what: str


class NotFullPoints(Problem):
    """A child of a group that takes one or the mean of its children, with other points than the group's."""

    code = "P523"
    zh = "“{name}”{found} 分，所在的组按“择优、取低、平均、几何平均”汇总，应与组同为 {due} 分。"
    en = "{name} has {found} points; its group takes one or the mean of its items, so it must have {due} too."
    fix_zh = "把分值改为 {due}。"
    fix_en = "Give it {due} points."
    name: str
    found: str
    due: str


class OutOfBounds(Problem):
    """A formula that can never give points within the item's bounds."""

    code = "P524"
    zh = "这个公式的结果总在 {held} 之内，超出“{name}”的 {bounds}。"
    en = "This formula always gives {held}, outside {bounds} of {name}."
    fix_zh = "改公式；若超出时应按最高或最低分计，写“封顶: 是”。"
    fix_en = "Correct it; add clamp: yes where a result outside is to be held at the end."
    name: str
    held: str
    bounds: str


class Circular(Problem):
    """Names that rest on each other."""

    code = "P525"
    zh = "“{name}”绕了一圈又用到自己：{way}。"
    en = "{name} rests on itself: {way}."
    fix_zh = "断开其中一处。"
    fix_en = "Break the circle at one of them."
    name: str
    way: str


class WrongPlace(Problem):
    """A key that has no meaning for this item."""

    code = "P526"
    zh = "“{name}”这里写“{zh_key}”没有意义：{zh_why}。"
    en = "{key} means nothing for {name}: {en_why}."
    fix_zh = "删去这一处，或把它写到该写的地方。"
    fix_en = "Remove it, or write it where it belongs."
    name: str
    key: str
    zh_key: str
    zh_why: str
    en_why: str


class BeyondUnsaid(Problem):
    """Bonus items without ``beyond_full``."""

    code = "P527"
    zh = "评分表有附加项，却没有写明总分可不可以超过满分。"
    en = "There are bonus items, and nothing says whether the total may pass the full points."
    fix_zh = "在最上层写“可超满分: 是”或“可超满分: 否”。"
    fix_en = "Add beyond_full: yes or beyond_full: no at the top."


class FactUnclear(Problem):
    """A declared fact whose keys do not go together."""

    code = "P528"
    zh = "“{name}”没有写清：{zh_why}。"
    en = "{name} is not clear: {en_why}."
    fix_zh = "补上或改正这一处。"
    fix_en = "Add or correct it."
    name: str
    zh_why: str
    en_why: str


class ModeMissing(Problem):
    """A value with places in a rubric without rounding."""

    code = "P529"
    zh = "“{name}”写了位数，评分表却不舍入，没有说怎样舍入。"
    en = "{name} has places, but the rubric rounds nothing and so names no mode."
    fix_zh = '在公式里写“舍入(…, 位数, "四舍五入")”，或给评分表写上“舍入”。'
    fix_en = 'Write round(..., places, "half_up") in the formula, or give the rubric a rounding.'
    name: str


class ToleranceUnread(Problem):
    """A tolerance that is none, or stands beside what is no comparison."""

    code = "P530"
    zh = "“{found}”不能用作这条核对的容差。"
    en = "{found} is no tolerance for this check."
    fix_zh = "容差写精确、末位或一个数，并且“式”是一个比较（如 甲 + 乙 == 丙）。"
    fix_en = "Write exact, last_digit or a number, beside one comparison such as a + b == c."
    found: str


class UnknownItemName(Problem):
    """A grade of an override that the grades do not have, or a column that a table does not have."""

    code = "P531"
    zh = "没有叫“{name}”的{zh_what}。"
    en = "There is no {en_what} called {name}."
    fix_zh = "{near_zh}可选：{known}。"
    fix_en = "{near_en}Known: {known}."
    name: str
    zh_what: str
    en_what: str
    known: str
    near_zh: str = ""
    near_en: str = ""
