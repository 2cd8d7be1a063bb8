"""Inputs of fields that several kinds of records have, cleaned to what the history can hold."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perennial.design.forms import MoneyField
from perennial.kernel.money import Money


class YesNoField(forms.ChoiceField):
    """Yes or no; cleans to true and false."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[("yes", _("Yes")), ("no", _("No"))], **options)

    def prepare_value(self, value: Any) -> Any:
        return ("no", "yes")[value] if isinstance(value, bool) else value

    def clean(self, value: Any) -> bool:
        return bool(super().clean(self.prepare_value(value)) == "yes")


class ToldMoneyField(MoneyField):
    """Money as {minor, currency}; None when left empty."""

    def prepare_value(self, value: Any) -> Any:
        return money_of(value) if isinstance(value, Mapping) else value

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return told_money(amount.minor, amount.currency) if amount is not None else None


def money_of(told: Any) -> Money | None:
    """The money that {minor, currency} tells of."""
    return Money(int(told["minor"]), str(told["currency"])) if told else None


def told_money(minor: int | None, currency: str) -> dict[str, Any] | None:
    """Money as the history holds it."""
    return None if minor is None else {"minor": minor, "currency": currency}
