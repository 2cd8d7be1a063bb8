"""What lists of records have in common: fields that can be asked, conditions, views that are kept, sums and groups.

Nouns: kind of record, field, condition, view; a **custom field** is one that the business adds to its customers, products or
orders, with its options, and a **conversion** its change from one type to another; a **bulk change** does one thing to all
records that are meant. Promises: one language of conditions for lists, views and whoever else asks; a condition that cannot be
understood is said, and never shows more records than were meant; a value of a custom field is kept under a key that never
changes its type, so nothing is lost by renaming, converting, archiving or removing, and all of it can be taken back; every such
field is found by an index of its own; what was done to many at once can be undone, but for what somebody changed since.
"""
