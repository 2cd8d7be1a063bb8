"""What lists of records have in common: fields that can be asked, conditions, views that are kept, sums and groups.

Nouns: kind of record, field, condition, view. Promises: one language of conditions for lists, views and whoever else asks; a
condition that cannot be understood is said, and never shows more records than were meant.
"""
