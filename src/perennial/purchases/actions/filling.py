"""Filling the fields of the business of a product or an order, as a part of the action that writes it."""

from collections.abc import Mapping
from typing import Any

from perennial.purchases.actions.refusals import PurchaseRefused
from perennial.records.custom.refusals import CustomRefused
from perennial.records.custom.values import Applied, apply_custom
from perennial.team.models import Member


def applied_custom(record: Any, given: Mapping[str, Any] | None, *, by: Member | None, creating: bool = False) -> Applied:
    """Set fields of the business on a record that is being written (None: none were asked for); refuses in words what they
    cannot hold."""
    if given is None or not (given or creating):
        return Applied({})
    try:
        return apply_custom(record, given, by=by, creating=creating)
    except CustomRefused as refusal:
        raise PurchaseRefused(str(refusal), refusal.field) from None
