"""The lake: what happened, as columns, so that millions of facts can be counted without touching the operational tables.

A *source* is an operational table whose rows come, change and go; its *facts* are the tables of the lake that are made of it,
in monthly Parquet files with integer time and surrogate ids, and nothing personal. The list of live files stands in the
operational database: whoever reads sees whole commits. `core` is the one SQL text that every engine understands.
"""
