"""Audiences as they are compiled, among what every engine has to answer alike."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow

from perennial.audiences.asking import every_field
from perennial.audiences.compiling import asked
from perennial.audiences.reading import from_json
from perennial.lake.core import Definition
from perennial.lake.models import Term

TODAY = dt.date(1970, 1, 1) + dt.timedelta(days=20_600)
TERMS = {"status": ("open", "paid", "cancelled"), "kind": ("call", "email"), "channel": ("web", "shop"), "currency": ("EUR",)}
LENT = "lent_0"
BOUGHT, MAILED = (
    {"did": "bought", "within": "last-90-days"},
    {"did": "touched", "where": [{"field": "kind", "value": ["email"]}]},
)
PRODUCTS = {"field": "product", "value": [str(product) for product in range(1, 101)]}
OF_PRODUCT = {"did": "bought", "where": [PRODUCTS, {"field": "channel", "value": ["web"]}]}
CONDITIONS: dict[str, Any] = {
    "often": {"all": [BOUGHT | {"value": 2}, {"not": MAILED | {"within": "last-60-days"}}, {"audience": "1"}]},
    "never": {"any": [{"did": "bought", "operator": "is", "value": 0}, {"did": "refunded", "operator": "at-most", "value": 2}]},
    "products": OF_PRODUCT | {"value": 2},
    "pieces": OF_PRODUCT | {"measure": "quantity", "operator": "less-than", "value": "0.5"},
    "worth": {"did": "bought", "measure": "average", "operator": "more-than", "value": 1},
    "gap": {"did": "bought", "measure": "average_gap_days", "operator": "at-most", "value": 150},
    "silent": {"not": {"did": "touched", "measure": "days_since_last", "operator": "at-least", "value": 30}},
    "lately": {"did": "touched", "measure": "days_since_last", "operator": "at-most", "value": 120},
    "first": {"did": "bought", "measure": "days_since_first", "operator": "at-most", "value": 300},
    "pair": {"sequence": [MAILED, {"did": "bought"}], "within_days": 60},
    "after": {"sequence": [MAILED, {"did": "bought"}, {"did": "refunded"}]},
    "row": {"sequence": [MAILED, {"did": "bought"}, {"did": "refunded"}], "within_days": 60},
}


def audience_questions() -> Sequence[Definition]:
    """Each condition in core SQL, of a vocabulary as a lake has it."""
    for vocabulary, words in TERMS.items():
        for number, word in enumerate(words, 1):
            Term.objects.get_or_create(vocabulary=vocabulary, word=word, defaults={"number": number})
    fields = every_field()
    return [
        Definition(
            key=f"audience.{key}",
            sql=asked(from_json(condition, fields), TODAY).sql,
            columns={"customer_id": "bigint"},
        )
        for key, condition in CONDITIONS.items()
    ]


def lent() -> pyarrow.Table:
    """What the audiences are lent: the members of another one."""
    return pyarrow.table({"customer_id": np.arange(1, 300)})
