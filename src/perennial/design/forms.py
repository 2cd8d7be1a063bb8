"""How forms look: the renderer with our field template, and the widgets that know more than HTML does."""

import re
from collections.abc import Sequence
from typing import Any

from babel.core import Locale
from babel.numbers import get_decimal_symbol
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from perennial.kernel.money import Money, MoneyError, precision


class Renderer(TemplatesSetting):
    """Django's forms drawn by the design: label, control, hint, errors, tied together for assistive technology."""

    form_template_name = "design/forms/form.html"
    formset_template_name = "design/forms/formset.html"
    field_template_name = "design/forms/field.html"


class DatePicker(forms.DateInput):
    """A text field for a day, with a calendar when there is JavaScript; typed dates of the language are understood."""

    template_name = "design/forms/date.html"
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Segmented(forms.RadioSelect):
    """A choice among two to five, side by side."""

    template_name = "design/forms/segmented.html"


class Switch(forms.CheckboxInput):
    """On or off, at once."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "switch", "role": "switch", **(attrs or {})})


class Phone(forms.TextInput):
    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "tel", "inputmode": "tel", **(attrs or {})})


class FileDrop(forms.ClearableFileInput):
    """A file to choose or to drop. `types` says in words what is taken."""

    template_name = "design/forms/filedrop.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, types: Any = "") -> None:
        super().__init__(attrs)
        self.types = types

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "types": self.types}


class _Combo:
    """What both comboboxes add: where the server finds options (`url`, answering `design/options.html`), free words or not."""

    url: str
    attrs: dict[str, Any]

    def dress(self, url: str, placeholder: Any) -> None:
        self.url = url
        self.attrs["data-combobox"] = ""
        if url:
            self.attrs["data-url"] = url
        if placeholder:
            self.attrs["data-placeholder"] = placeholder


class Combobox(forms.Select, _Combo):
    """A select that is searched while typing; with `url` the server finds the options. A plain select without JavaScript."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Sequence[Any] = (), *, url: str = "", placeholder: Any = ""
    ) -> None:
        super().__init__(attrs, choices)
        self.dress(url, placeholder)


class MultiCombobox(forms.SelectMultiple, _Combo):
    """Several of many, as chips; otherwise as `Combobox`."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Sequence[Any] = (), *, url: str = "", placeholder: Any = ""
    ) -> None:
        super().__init__(attrs, choices)
        self.dress(url, placeholder)


class MoneyInput(forms.MultiWidget):
    """Amount and currency side by side."""

    template_name = "design/forms/money.html"

    def __init__(self, currencies: Sequence[tuple[str, str]], attrs: dict[str, Any] | None = None) -> None:
        self.currencies = currencies
        amount = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "aria-label": _("Amount")})
        super().__init__({"amount": amount, "currency": forms.Select({"aria-label": _("Currency")}, choices=currencies)}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, Money):
            return [None, self.currencies[0][0]]
        return [f"{value.decimal():.{precision(value.currency)}f}", value.currency]


def plain_number(typed: str) -> str:
    """A number as people write it, with a point for the decimals and nothing between thousands.

    The last of two kinds of separators is the decimal one. One that stands alone is decimal unless three digits follow it and
    the language writes decimals otherwise: “1,250” is a thousand in English and one and a quarter in German.
    """
    text = re.sub(r"[\s'’_]", "", typed).replace("−", "-")
    kinds = {mark for mark in text if mark in ".,"}
    if not kinds:
        return text
    decimal = max(kinds, key=text.rindex)
    if len(kinds) == 1:
        own = get_decimal_symbol(Locale.parse(to_locale(get_language() or "en")))
        if text.count(decimal) > 1 or (decimal != own and re.search(r"\d[.,]\d{3}$", text)):
            return text.replace(decimal, "")
    return text.replace("," if decimal == "." else ".", "").replace(decimal, ".")


class MoneyField(forms.MultiValueField):
    """Money in one of the currencies offered; cleans to `Money`, or None when left empty."""

    def __init__(self, *, currencies: Sequence[str], **options: Any) -> None:
        self.currencies = currencies
        choices = [(code, code) for code in currencies]
        fields = (forms.CharField(max_length=40, required=False), forms.ChoiceField(choices=choices, required=False))
        super().__init__(fields, widget=MoneyInput(choices), require_all_fields=False, **options)

    def clean(self, value: Any) -> Money | None:
        amount: Money | None = super().clean(value)
        if amount is None and self.required:  # a currency alone is not an amount
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return amount

    def compress(self, data_list: list[Any]) -> Money | None:
        if not data_list or not data_list[0]:
            return None
        typed = plain_number(str(data_list[0]))
        try:
            return Money.of(typed, data_list[1] or self.currencies[0])
        except MoneyError as error:
            raise forms.ValidationError(str(error), code="invalid") from None
