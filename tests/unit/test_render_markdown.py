"""The Markdown form: stored whole, and nothing an author wrote becomes markup."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from engine.render.markdown import escape, render_markdown
from rubric.problems import Language
from tests.unit import cards
from tests.unit.stored import check

CARDS = {"full": cards.FULL, "mixed": cards.MIXED, "open": cards.OPEN, "hostile": cards.HOSTILE}


def html(text: str) -> str:
    return str(MarkdownIt("commonmark").enable("table").render(text))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CARDS)
def test_a_document_is_the_one_stored(name: str, language: Language) -> None:
    check(f"{name}-{language}.md", render_markdown(CARDS[name], language))


def test_nothing_an_author_wrote_is_markup() -> None:
    shown = html(render_markdown(cards.HOSTILE, "zh"))
    for tag in ("<script", "<code", "<em", "<a "):
        assert tag not in shown
    assert "&lt;script&gt;" in shown
    assert shown.count("<h1>") == 1
    assert shown.count("<tr>") == 1 + len(cards.HOSTILE.root.items)


@pytest.mark.parametrize(
    "text", ["- a", "1. a", "# a", "> a", "a | b", "**a**", "&lt;", "![x](y)", "=== a", "~~~"]
)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    shown = html(escape(text))
    plain = shown.removeprefix("<p>").removesuffix("</p>\n")
    for entity, char in (("&gt;", ">"), ("&lt;", "<"), ("&quot;", '"'), ("&amp;", "&")):
        plain = plain.replace(entity, char)
    assert plain == text


def test_the_options_are_those_of_the_terminal() -> None:
    assert "&emsp;" not in render_markdown(cards.MIXED, "zh", depth=1)
    assert "公众满意度" not in render_markdown(cards.OPEN, "zh", lost=True)
    assert "2.00 / 4" in render_markdown(cards.MIXED, "zh", only="结转结余率")
    assert "没有失分" in render_markdown(cards.FULL, "zh")
    with pytest.raises(LookupError):
        render_markdown(cards.MIXED, "zh", only="没有")
