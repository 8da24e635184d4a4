"""The language of rubrics: what a rubric says, read and checked."""

from rubric.load import load_rubric, load_rubric_text

__all__ = ["load_rubric", "load_rubric_text"]
