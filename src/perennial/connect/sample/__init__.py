"""Sample data: an invented company on a real purchase history, and synthetic populations of any size.

Everything is made from a seed, so the same command makes the same people. Names are put together from lists and belong to
nobody; e-mail addresses stand on domains reserved for examples, telephone numbers in the ranges that numbering authorities keep
for fiction.
"""
