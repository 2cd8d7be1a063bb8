"""The kernel: what every slice stands on and that knows none of them.

Nouns: event (a fact that was told), manifest (what a slice offers), job (work that outlives a request), schedule, live signal,
clock, id, money. Promises: an event is heard in the transaction that told it; a job is enqueued in the transaction of its
cause and its effects happen once.
"""
