"""The team: who may do what, and who did what.

Nouns: member, role, invitation, audit entry, workspace. Promises: every object is fetched through one function that asks the
rules; whatever a member did, or saw of a customer, is in the audit log in the same transaction.
"""
