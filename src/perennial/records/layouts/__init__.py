"""The ways to lay out the same records: a table, a board of one field's choices, a calendar of one field's days."""
