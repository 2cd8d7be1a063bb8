"""Every touchpoint of every customer, append-only.

Nouns: touchpoint, correction, pin, contact summary. Promises: what happened is never changed, only corrected by a new entry;
the same source tells the same thing once.
"""
