"""Finding records of the same customer.

`records` reads what is compared of a party, `keys` says which parties meet at all, `comparing` how two of them agree, field by
field, and `weights` how probable it is then that they are one. `finding` does it for some parties, or for everybody.

The model is that of Fellegi and Sunter (A Theory for Record Linkage, JASA 64, 1969): agreement of each field at some level is
evidence for or against, and the pieces of evidence are added up as logarithms of odds. The weights are learned together by
logistic regression, which needs no independence of the fields, on a labelled set that is made by `tools/labelled_customers.py`
(corruptions as they happen, in several scripts, with families, twins, namesakes and father and son); the one that the tests
measure on has other people in it. So the confidence is the share of pairs with such evidence that were one customer there.
"""
