"""Living groups of customers: who belongs by what they are and did, since when, and why.

Nouns: audience, stay (of a customer in an audience: since when, until when, why), condition (the tree that decides). Promises:
one tree is the truth, whether the lake counts it over everybody or it is looked up for one customer; whoever changes is decided
upon in the transaction that changed them; every stay says why.
"""
