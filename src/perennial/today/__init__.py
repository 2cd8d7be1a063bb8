"""Today: one queue of what we owe, to whom, now, computed from facts and never typed in.

Nouns: owed row, snooze. Promises: a row leaves because the facts changed or somebody said why not now; the queue is grouped
and capped.
"""
