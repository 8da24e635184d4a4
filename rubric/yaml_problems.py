"""What can be wrong with a file before it is known what the file says."""

from __future__ import annotations

import re
from typing import Final

from rubric.problems import Problem

SHOWN: Final = 60


def quote(text: str) -> str:
    """A text in quotation marks that it does not hold itself; only its beginning where it is long."""
    shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    if "'" not in shown:
        return f"'{shown}'"
    return f'"{shown}"' if not re.search(r'["\\]', shown) else "'" + shown.replace("'", "''") + "'"


class Unreadable(Problem):
    """The file cannot be read as a text."""

    code = "Y101"
    zh = "无法读取文件“{name}”：{why_zh}。"
    en = "The file {name} cannot be read: {why_en}."
    fix_zh = "{do_zh}"
    fix_en = "{do_en}"
    name: str
    why_zh: str
    why_en: str
    do_zh: str = "请检查文件名和所在文件夹。"
    do_en: str = "Check the file's name and folder."


class NotYaml(Problem):
    """The text breaks the rules of YAML."""

    code = "Y102"
    zh = "这里不符合 YAML 的写法。"
    en = "This is not YAML."
    fix_zh = "含冒号、方括号或引号的内容请整体加引号；检查上一行的缩进和标点。"
    fix_en = "Quote text that holds colons, brackets or quotes; check the indentation of the line before."


class UnclosedQuote(NotYaml):
    """A quotation mark that opens and never closes."""

    zh = "这个引号 {mark} 没有配对的另一半。"
    en = "The quotation mark {mark} is never closed."
    fix_zh = "在这段内容的末尾补上 {mark}。"
    fix_en = "Write {mark} where the text ends."
    mark: str


class UnpairedBracket(NotYaml):
    """A bracket without its other half."""

    zh = "这个括号 {mark} 没有配对的另一半，或者里面缺了逗号。"
    en = "The bracket {mark} has no other half, or a comma is missing inside it."
    fix_zh = "补上另一半或逗号；如果它是文字的一部分，给整段内容加引号。"
    fix_en = "Add the other half or the comma; quote the whole text if the bracket belongs to it."
    mark: str


class WrongIndent(NotYaml):
    """A line that begins in a column where nothing is open."""

    zh = "这一行的缩进与同级的行不一致。"
    en = "This line is not indented like the lines of its level."
    fix_zh = "同级的行要从同一列开始，下一级多缩进两个空格。"
    fix_en = "Begin lines of one level in one column, and those below two spaces further in."


class ListAndMapping(NotYaml):
    """Lines with a dash and lines with a key at one level."""

    zh = "同一级里既有“- ”开头的列表项，又有“名称: 内容”。"
    en = "List items and keys stand at the same level here."
    fix_zh = "只用其中一种；属于上一项的行要再缩进。"
    fix_en = "Use one of the two; indent the lines that belong to the item above."


class MissingColon(NotYaml):
    """A line that has no colon where a key is due."""

    zh = "这一行应当是“名称: 内容”，但没有冒号。"
    en = "This line should be a key and its value, but it has no colon."
    fix_zh = "在名称后面写“: ”；如果它接着上一行的内容，就多缩进一些。"
    fix_en = "Write ': ' behind the key; indent the line if it goes on with the text above."


class MissingName(NotYaml):
    """A line that begins with its colon."""

    zh = "冒号前面没有名称。"
    en = "No key stands before this colon."
    fix_zh = "在冒号前面写上名称。"
    fix_en = "Write the key before the colon."


class WrongEscape(NotYaml):
    """A backslash in double quotes that means nothing."""

    zh = "双引号里的反斜杠是转义符，这里的写法不认识。"
    en = "A backslash in double quotes begins an escape, and this one is unknown."
    fix_zh = "换用单引号，反斜杠就只是反斜杠。"
    fix_en = "Use single quotes, where a backslash is only a backslash."


class FullWidthColon(Problem):
    """A full-width colon stands where YAML needs a plain one."""

    code = "Y103"
    zh = "这里用了全角冒号“：”，YAML 只认半角冒号加空格。"
    en = "A full-width colon stands here; YAML needs a plain colon and a space."
    fix_zh = "把“：”改成“: ”。"
    fix_en = "Write ': ' instead."


class Forbidden(Problem):
    """A feature of YAML that a rubric may not use."""

    code = "Y104"
    zh = "评分文件不允许使用 YAML 的{what_zh}。"
    en = "A rubric may not use {what_en}."
    fix_zh = "把内容直接写在这里；如果它本来就是文字，给整段内容加引号。"
    fix_en = "Write the content out in this place; quote it if it is meant as text."
    what_zh: str
    what_en: str


class SeveralDocuments(Forbidden):
    """A second document in one file."""

    fix_zh = "删去“---”或“...”，一个文件只写一份内容。"
    fix_en = "Remove the '---' or '...' between them: one file, one content."
    what_zh: str = "多文档"
    what_en: str = "several documents in one file"


class KeyTwice(Problem):
    """A key stands twice in one mapping."""

    code = "Y105"
    zh = "“{key}”写了两次。"
    en = "The key {key} stands here twice."
    fix_zh = "只保留一处。"
    fix_en = "Keep one of them."
    key: str


class TooDeep(Problem):
    """The file is nested too deeply."""

    code = "Y106"
    zh = "文件嵌套超过 64 层。"
    en = "The file is nested more than 64 levels deep."
    fix_zh = "检查缩进和括号。"
    fix_en = "Check the indentation and the brackets."


class Empty(Problem):
    """The file holds nothing."""

    code = "Y107"
    zh = "文件“{name}”是空的。"
    en = "The file {name} is empty."
    fix_zh = "写入内容后再试。"
    fix_en = "Write something into it and try again."
    name: str


class TooLarge(Problem):
    """The file holds more than a rubric or a facts file can need."""

    code = "Y108"
    zh = "文件的内容超过{most_zh}。"
    en = "The file holds more than {most_en}."
    fix_zh = "检查是不是选错了文件。"
    fix_en = "Check whether this is the right file."
    most_zh: str
    most_en: str


class TooManyKeys(TooLarge):
    """A single mapping has more keys than anybody can tell apart."""

    zh = "这一处的名称超过{most_zh}。"
    en = "This mapping has more than {most_en}."
    most_zh: str = " 1 万个"
    most_en: str = "10,000 keys"


class KeyTooLong(Problem):
    """A key that is too long to be a name."""

    code = "Y109"
    zh = "这里的名称有 {count} 个字，最多 200 个。"
    en = "This name has {count} characters; 200 is the most."
    fix_zh = "换一个短名称，把长的说明写进“备注”或“原文”。"
    fix_en = "Choose a short name and put the long text under note or text."
    count: int


class NeedsQuotes(Problem):
    """A text that YAML reads as something else; ``quoted`` is how to write it."""

    code = "Y110"
    zh = "“{found}”是 YAML 的符号，内容不能以它开头。"
    en = "No text can begin with {found}, which is a sign of YAML."
    fix_zh = "给整段内容加引号：{quoted}"
    fix_en = "Quote the whole text: {quoted}"
    found: str
    quoted: str


class TextBehindQuote(NeedsQuotes):
    """``"甲" == x``: the text ends with its quotation mark, but the line goes on."""

    code = "Y111"
    zh = "以引号开头的内容到下一个引号就结束了，后面的“{found}”读不进来。"
    en = "A text that begins with a quotation mark ends at the next one; {found} is left over."


class TextBehindBracket(NeedsQuotes):
    """``[P] 湛财预``: the list ends with its bracket, but the line goes on."""

    code = "Y122"
    zh = "以括号开头的内容到配对的括号就结束了，后面的“{found}”读不进来。"
    en = "A list or mapping ends at its closing bracket; {found} is left over."


class BareInterval(NeedsQuotes):
    """``[90, 100)``: to YAML a bracket opens a list."""

    code = "Y112"
    zh = "区间“{found}”没有加引号，YAML 会把括号和逗号当成列表。"
    en = "The interval {found} is not quoted; YAML takes its bracket and comma for a list."


class ColonInText(NeedsQuotes):
    """``原文: 率: 低于``: a second colon in one line."""

    code = "Y113"
    zh = "内容“{found}”里又有一个冒号加空格，YAML 会当成另一个名称。"
    en = "The text {found} holds a colon and a space, which YAML takes for another key."


class DashFirst(NeedsQuotes):
    """``量: - x``: to YAML a dash and a space begin a list item."""

    code = "Y114"
    zh = "冒号后面以“- ”开头，YAML 会当成列表项。"
    en = "Behind a colon, a dash and a space begin a list item to YAML."


class CutAtComma(NeedsQuotes):
    """``{得: min(1, 2)}``: within braces or brackets a comma ends the text."""

    code = "Y115"
    zh = "在 {{ }} 或 [ ] 里逗号会把内容切断，“{found}”不完整。"
    en = "Within {{ }} or [ ] a comma ends the text, and {found} is cut short."


class ThousandsCut(CutAtComma):
    """``{值: 1,371.57}``: the comma of the thousands ends the number."""

    zh = "在 {{ }} 里逗号会把数切断，这里只读到 {found}。"
    en = "Within {{ }} a comma ends the number, and only {found} is read."


class KeyWithoutValue(Problem):
    """``{a: 1, b}``: a piece between commas that has no colon."""

    code = "Y116"
    zh = "“{key}”后面没有“: 内容”。"
    en = "The key {key} has no colon and no value."
    fix_zh = "补上“: 内容”；如果逗号属于前面的内容，给前面整段加引号。"
    fix_en = "Add ': ' and a value; if the comma belongs to the text before it, quote that text."
    key: str


class TabFound(Problem):
    """A tab stands where YAML needs spaces."""

    code = "Y117"
    zh = "这里用了制表符（Tab），YAML 的缩进只认空格。"
    en = "A tab stands here; YAML is indented with spaces only."
    fix_zh = "把制表符换成空格。"
    fix_en = "Replace the tab with spaces."


class ColonNeedsSpace(Problem):
    """A colon with nothing behind it but the text itself."""

    code = "Y118"
    zh = "冒号后面缺一个空格。"
    en = "A space is missing behind the colon."
    fix_zh = "把“:”改成“: ”。"
    fix_en = "Write ': ' instead of ':'."


class FullWidthSign(Problem):
    """A full-width sign stands where YAML needs the plain one."""

    code = "Y119"
    zh = "这里用了全角的“{found}”，YAML 只认半角的“{due}”。"
    en = "A full-width {found} stands here; YAML needs a plain '{due}'."
    fix_zh = "改成半角的“{due}”。"
    fix_en = "Write '{due}' instead."
    found: str
    due: str


class WideBlank(Problem):
    """A blank that is not the plain space."""

    code = "Y120"
    zh = "这里是全角空格或不换行空格，YAML 的缩进和间隔只认半角空格。"
    en = "This blank is a wide or a non-breaking one; YAML needs plain spaces."
    fix_zh = "换成半角空格。"
    fix_en = "Replace it with a plain space."


class Invisible(Problem):
    """A character that nobody can see."""

    code = "Y121"
    zh = "这里有一个看不见的字符（{name}）。"
    en = "An invisible character stands here ({name})."
    fix_zh = "删去它，或重新输入这一处。"
    fix_en = "Delete it, or type this place again."
    name: str
