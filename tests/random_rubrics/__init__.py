"""Whole rubrics at random, as trees that can be changed and as a user would write them, and what holds of all."""
