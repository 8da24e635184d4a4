"""Do the tests notice a change of the engine? ``python -m tests.bench.mutants FILE...`` from the root.

Each file is changed in one place at a time, and the tests that run through that place are run until one
fails. Everything is imported and collected once; a mutant is a fork whose function has another code. What
stands outside a function (tables, defaults) is changed before it is imported, in a process of its own.
The survivors are printed; with ``--out FILE`` every mutant is written there with what became of it.
"""
