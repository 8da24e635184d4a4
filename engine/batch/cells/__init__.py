"""Whole columns of cells at once: what is plainly written in them, and which cells are not plain."""
