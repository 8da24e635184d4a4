"""What people try in order to get out of a formula, or to make it run for ever, ends in a problem there."""

from __future__ import annotations

import time

import pytest

from rubric.formula import Choice, Scope, parse_formula
from tests.unit.formulas import marked, problems_of, text_of, where

SCOPE = Scope(
    {"甲": "number", "乙": "number", "真": "yes_no", "选": Choice(("一", "二")), "名": "text"},
    ["组/项"],
    {"表": {"额": "number"}},
)
# «» marks the characters that the problem points at. Each row is one idea, behind Chinese text or among it.
ATTACKS = {
    "an import": ("import «sys»", "N301"),
    "an import by name": ("«__import__»('os')", "N303"),
    "a private attribute": ("甲«.»__class__", "N301"),
    "an attribute of a number": ("«1.__class__»", "N301"),
    "an attribute of a bracket": ("(甲 + 1)«.»real", "N301"),
    "an attribute of yes": ("True«.»__class__.__base__.__subclasses__()", "N301"),
    "an attribute of a text": ("'甲'«.»format", "N301"),
    "an attribute of a call": ("最小(甲, 乙)«.»bit_length()", "N301"),
    "the globals of a function": ("最小«.»__globals__", "N301"),
    "the frame of a generator": ("甲«.»bar().gi_frame.f_globals", "N301"),
    "a format with braces": ("'{甲.__class__}'«.»format(甲=1)", "N301"),
    "an f-string": ("f«'{甲.__class__}'»", "N301"),
    "an f-string with a product": ('f«"{乙*50000}"»', "N301"),
    "a raw string": ("r«'甲'»", "N301"),
    "bytes": ("b«'甲'»", "N301"),
    "bytes that become a number": ("(1)«.»from_bytes('1'.encode() * 999999, 'big')", "N301"),
    "a subscript": ("甲«[»0]", "N301"),
    "a subscript by text": ("甲«[»'__class__']", "N301"),
    "a slice": ("名«[»::-1]", "N301"),
    "a list": ("«[»甲, 乙]", "N301"),
    "a dict": ("«{»'a': 甲}", "N301"),
    "a set": ("«{»甲, 乙}", "N301"),
    "a comprehension": ("«[»x for x in 表]", "N301"),
    "a comprehension without end": ("«[»x for x in range(9999999)]", "N301"),
    "a generator": ("合计(甲 «for» 甲 in 表)", "N301"),
    "a lambda": ("lambda«:» 甲", "N301"),
    "a lambda with an argument": ("lambda x«:» 22", "N301"),
    "a lambda that is called": ("(lambda«:» 1)()", "N301"),
    "a walrus": ("(甲 «:=» 1)", "N301"),
    "an assignment": ("甲 «=» 1", "N307"),
    "an assignment in place": ("甲 += 1".replace("=", "«=»"), "N307"),
    "two statements": ("甲«;» 乙", "N301"),
    "two lines": ("甲\n«乙»", "N301"),
    "a statement": ("del «甲»", "N301"),
    "a return": ("return «甲»", "N301"),
    "a yield": ("yield «甲»", "N301"),
    "an await": ("await «甲»", "N301"),
    "a comment": ("甲 «#» 乙", "N301"),
    "a line that goes on": ("甲 + «\\»\n乙", "N301"),
    "an ellipsis": ("«.»..", "N301"),
    "a decorator": ("«@»甲", "N301"),
    "a matrix product": ("甲 «@» 乙", "N301"),
    "a backtick": ("«`»甲`", "N301"),
    "a shell": ("«$»(id)", "N301"),
    "a semantic None": ("«None»", "N305"),
    "a debug flag": ("«__debug__»", "N305"),
    "the builtins": ("«__builtins__»", "N305"),
    "an unlisted function": ("«open»('甲')", "N303"),
    "exec": ("«exec»('1')", "N303"),
    "eval in eval": ("«eval»('eval(1)')", "N303"),
    "getattr": ("«getattr»(甲, '__class__')", "N303"),
    "type": ("«type»(甲)", "N303"),
    "a random number": ("«randint»(6)", "N303"),
    "Python's int": ("«int»(甲)", "N303"),
    "Python's str": ("«str»(甲)", "N303"),
    "an internal of the engine": ("«first»(真, 1, 2)", "N303"),
    "another internal": ("«undefined»('x')", "N303"),
    "once": ("«once»(甲)", "N303"),
    "total": ("«total»(甲, 乙)", "N303"),
    "the call of a call": ("最小(甲, 乙)«(»1)", "N301"),
    "the call of a number": ("1«(»甲)", "N301"),
    "the call of a text": ("'open'«(»甲)", "N301"),
    "the call of a bracket": ("(最小)«(»甲, 乙)", "N301"),
    "a starred argument": ("最小(«*»甲)", "N301"),
    "a double-starred argument": ("最小(«**»甲)", "N301"),
    "a keyword argument": ("最小(甲, «key»=乙)", "N311"),
    "a default": ("最小(甲, 乙, «default»=0)", "N311"),
    "a keyword too early": ("比(«if_zero»=0, 甲, 乙)", "N311"),
    "a keyword of another function": ("比(甲, 乙, «if_empty»=0)", "N311"),
    "a keyword twice": ("比(甲, 乙, if_zero=0«,» if_zero=1)", "N301"),
    "more behind a keyword": ("比(甲, 乙, 零值=0«,» 1)", "N301"),
    "a power of powers": ("«9**9**9»", "N314"),
    "a power of powers of powers": ("9**«9**9**9»", "N314"),
    "a power in steps": ("(«((10**64)**64)**64»)**64", "N314"),
    "a power below the line": ("«9**-(9**9)»", "N314"),
    "a power of a long number": ("«(123456789012345678901234567890 ** 64) ** 64»", "N314"),
    "a root of a negative number": ("«(-8) ** 0.5»", "N314"),
    "zero to a negative power": ("«0 ** -1»", "N314"),
    "a division by zero": ("1 / «0»", "N314"),
    "a division by what is zero": ("甲 / («1 - 100%»)", "N314"),
    "a shift": ("1 «<<» 25000", "N301"),
    "a shift down": ("甲 «>>» 25", "N301"),
    "bits and": ("甲 «&» 乙", "N307"),
    "bits or": ("甲 «|» 乙", "N307"),
    "bits not": ("«~»甲", "N301"),
    "bits xor": ("甲 «^» 2", "N307"),
    "a modulo": ("甲 «%» 2", "N301"),
    "a percentage of nothing": ("«5%3»", "N301"),
    "a floor division": ("甲 «//» 2", "N307"),
    "identity": ("甲 «is» 乙", "N307"),
    "membership in a name": ("选 in «表»", "N301"),
    "membership of numbers": ("甲 in («1», 2)", "N301"),
    "membership in nothing": ("选 in («)»", "N301"),
    "a tuple": ("(甲«,» 乙)", "N301"),
    "an exponent": ("«1e999999»", "N301"),
    "a small exponent": ("«1E5»", "N301"),
    "an imaginary number": ("«5j»", "N301"),
    "a hexadecimal number": ("«0x1F»", "N301"),
    "an underscore in a number": ("«1_000»", "N301"),
    "two points": ("«1.2.3»", "N301"),
    "a version": ("甲 + «1.2.甲»", "N301"),
    "infinity": ("«inf»", "N305"),
    "not a number": ("«nan»", "N305"),
    "a number with a unit": ("«5万元»", "N301"),
    "other digits": ("«١»", "N301"),
    "a number in a circle": ("甲 + «①»", "N301"),
    "a fraction sign": ("甲 + «½»", "N301"),
    "a raised digit": ("甲«²» + 1", "N307"),
    "a number behind a comma": ("1«,»371.57", "N301"),
    "a long number": ("甲 + «" + "9" * 31 + "»", "N309"),
    "many places": ("甲 + «0." + "3" * 31 + "»", "N309"),
    "yes as a number": ("«True» + 1", "N306"),
    "yes as a number in Chinese": ("甲 * «是»", "N306"),
    "a comparison as a number": ("1 + («甲 > 1»)", "N306"),
    "a condition as a factor": ("甲 * «真»", "N306"),
    "a number as a condition": ("1 if «甲» else 2", "N306"),
    "a number or a number": ("«甲» or 真", "N306"),
    "not a number at all": ("not «甲»", "N306"),
    "a text as a number": ("«'甲'» * 5", "N306"),
    "a text many times": ("50000 * «'text'»", "N306"),
    "a long text many times": ("('stuff'«,» 'x') * 1000", "N301"),
    "texts that are added": ("«'a'» + 1", "N306"),
    "a text below a text": ("«'a'» < 1", "N306"),
    "a choice that is none": ("选 == «'三'»", "N312"),
    "a choice that is no text": ("选 == «1»", "N306"),
    "a choice in a calculation": ("1 + «选»", "N306"),
    "a table in a calculation": ("1 + «表»", "N306"),
    "a number as a table": ("合计(«甲», 1)", "N306"),
    "a column outside its table": ("«额» + 1", "N305"),
    "a mode that is none": ("舍入(甲, 1, «'nearest'»)", "N315"),
    "a mode that is a name": ("舍入(甲, 1, «甲»)", "N315"),
    "absurd places": ("舍入(甲, «999999999», '进位')", "N316"),
    "places that are a fact": ("舍入(甲, «乙», '进位')", "N316"),
    "a step of zero": ("舍入到(甲, «0», '进位')", "N316"),
    "an item that is none": ("得分(«'组/别'»)", "N313"),
    "an item that is a formula": ("得分(«甲 + 1»)", "N306"),
    "knowledge of a formula": ("已知(«甲 + 1»)", "N301"),
    "no arguments": ("«最小»()", "N304"),
    "too few arguments": ("«比»(甲, 乙)", "N304"),
    "too many arguments": ("«绝对值»(甲, 乙)", "N304"),
    "an operator that runs on": ("甲 > «1且乙»", "N308"),
    "an operator that runs on a bracket": ("(甲 > 1)«且真»", "N308"),
    "an operator inside a name": ("«真且真»", "N305"),
    "an unfinished formula": ("甲 «+»", "N301"),
    "an open bracket": ("(甲 + «乙»", "N301"),
    "a closing bracket": ("甲«)»", "N301"),
    "an if without else": ("甲 if «真»", "N301"),
    "an open text": ("选 == «'»一", "N310"),
    "an open Chinese text": ("选 == «“»一", "N310"),
    "an invisible blank": ("甲«\u200b» + 1", "N318"),
    "a mark that turns the text around": ("甲 + «\u202e»1", "N318"),
    "a NUL": ("甲«\x00»", "N318"),
    "half a character": ("甲«\ud800»", "N318"),
    "three equals": ("甲 «===» 1", "N307"),
    "another language's and": ("真 «&&» 真", "N307"),
    "another language's or": ("真 «||» 真", "N307"),
    "another language's not": ("«!»真", "N307"),
    "another language's unequal": ("甲 «<>» 1", "N307"),
    "a Chinese comma in a list": ("最小(甲«、»乙)", "N307"),
    "spoken comparison": ("甲 «大于» 1", "N307"),
    "only blanks": (" « »", "N301"),
}
HUGE = {
    "a long formula": "+".join(["甲"] * 100_000),
    "a formula of 2001 characters": "甲" + " " * 2000,
    "more than 400 parts": "+".join(["甲"] * 201),
    "a long text": "名 == '" + "s" * 50_000 + "'",
    "a long name": "乙" * 500_000,
    "a long number": "9" * 100_000,
    "deep brackets": "(" * 50_000 + "甲" + ")" * 50_000,
    "41 brackets": "(" * 41 + "甲" + ")" * 41,
    "many signs": "-" * 1_500 + "甲",
    "many negations": "not " * 400 + "真",
    "many conditions": "甲 if 真 else " * 100 + "甲",
    "many powers": "**".join(["甲"] * 100),
    "deep calls": "最小(" * 100 + "甲" + ", 1)" * 100,
    "a long chain": "<".join(["甲"] * 1_000),
}


@pytest.mark.parametrize(("formula", "code"), ATTACKS.values(), ids=ATTACKS)
def test_an_attack_ends_in_a_problem_where_it_stands(formula: str, code: str) -> None:
    formula, start, end = marked(formula)
    begun = time.perf_counter()
    problems = problems_of(formula, SCOPE)
    assert time.perf_counter() - begun < 1
    assert [(p.code, *where(p)) for p in problems] == [(code, start, end)]
    for language in ("zh", "en"):
        assert problems[0].message(language)
        assert problems[0].hint(language)


@pytest.mark.parametrize("formula", HUGE.values(), ids=HUGE)
def test_a_formula_beyond_the_limits_is_refused_at_once(formula: str) -> None:
    text = text_of(formula)
    begun = time.perf_counter()
    read, problems = parse_formula(text)
    assert time.perf_counter() - begun < 1
    assert read is None
    assert [p.code for p in problems] in (["N302"], ["N309"])
    assert problems[0].place is not None


def test_what_is_just_within_the_limits_is_read() -> None:
    for formula in ("+".join(["甲"] * 200), "(" * 39 + "甲" + ")" * 39, "9" * 30 + "." + "9" * 30):
        assert problems_of(formula, SCOPE) == []
