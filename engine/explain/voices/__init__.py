"""One explanation in three voices: for a reader, a reviewer and the author of the rubric."""

from engine.explain.voices.author import author
from engine.explain.voices.reader import opening, reader, reader_of
from engine.explain.voices.reviewer import reviewer
from engine.explain.voices.told import Block, Line

__all__ = ["Block", "Line", "author", "opening", "reader", "reader_of", "reviewer"]
