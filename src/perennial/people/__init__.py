"""The people and organisations that the business cares for.

Nouns: party (a person or an organisation), identity, relation, tag, remembrance, anniversary, stage. Promises: an identity is
normalised once and belongs to one party; a deleted party can be restored; a stage change says by which rule and when.
"""
