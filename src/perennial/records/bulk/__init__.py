"""Changing many records at once: chosen, or all that fit a condition; as a job that can be watched, stopped and taken back.

What can be done is an `Act` (acts.py): one for every field that can be set for many, and those that a kind of record has of its
own. Starting writes a `BulkChange`; running does it chunk by chunk, each with what stood there before in one transaction, so
that it goes on wherever it was killed; undoing sets back what nobody changed since and says what it had to leave.
"""
