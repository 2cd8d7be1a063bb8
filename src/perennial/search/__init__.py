"""What finding by words needs, whoever's words they are.

Nouns: word (a distinct word of a vocabulary), word key (a form under which a misspelt word meets the right one), text index
(which records hold a word), filling. Promises: a word that nobody's record holds any more is forgotten; everything is asked for
by a range or an equality of an index, the same on both databases; a broken search text is an empty answer, never an error.
"""
