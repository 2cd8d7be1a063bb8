"""Starter packs: what a kind of business usually needs, set up in one click and taken away again in one.

Nouns: pack, installation. A pack adds fields and check-ins, tunes the stages and says what customers are called. What the
business set itself is never touched, and what it changed since stays when the pack goes.
"""
