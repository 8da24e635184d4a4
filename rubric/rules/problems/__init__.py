"""What can be wrong with the points of a rubric and with a rule."""
