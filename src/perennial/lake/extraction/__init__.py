"""Copying rows from the operational database into files: a process of its own, without Django.

Its drivers hold a SQLite library of their own. Two of those in one process would drop each other's locks (sqlite.org,
“How to corrupt”, 2.2.1), and what it needs of memory goes with it when it ends.
"""
