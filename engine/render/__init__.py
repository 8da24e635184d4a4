"""A scorecard for a reader or a program: one file a form, peers of each other."""
