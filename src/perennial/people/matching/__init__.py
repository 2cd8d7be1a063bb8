"""Finding records of the same customer.

`records` reads what is compared of a party, `keys` says which parties meet at all, `comparing` how two of them agree, field by
field, and `weights` how probable it is then that they are one. `finding` does it for some parties, or for everybody.

The model is that of Fellegi and Sunter (A Theory for Record Linkage, JASA 64, 1969): agreement of each field at some level is
evidence for or against, and the pieces of evidence are added up as logarithms of odds. The weights are learned together by
logistic regression, which needs no independence of the fields, on labelled sets that are made by `tools/labelled_customers.py`
(corruptions as they happen, in several scripts, with families, twins, namesakes and father and son); those that the tests and
the bench measure on have other people in them. So the confidence is the share of pairs with such evidence that were one there.

How much a piece of evidence is worth depends on how many customers there are: among a million very many agree by chance, while
the share of those who are written down twice is the same. Each weight is learned with how it changes by their number
(`tools/match_weights.py`), and every look asks how many there are (`finding.how_many`).
"""
