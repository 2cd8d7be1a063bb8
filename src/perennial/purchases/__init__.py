"""What customers buy, and the rhythm in which they do.

Nouns: product, category, order, order line, refund, subscription, cancellation, purchase summary, rhythm. Promises: the
summary is right under late, changed and refunded orders; money is never a float.
"""
