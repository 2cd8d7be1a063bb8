"""How things come in and go out: imports with a preview and an undo, exports that can be read back, sample data.

Nouns: import, mapping, row error, change. Promises: nothing is half-done; every import can be undone, and says what could not
be and why.
"""
