"""What we owe a customer because we said so or because we want to stay in touch.

Nouns: follow-up, completion, cadence. Promises: a follow-up has a due day and an owner, and is never lost.
"""
