"""What members type about orders, products and subscriptions."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.design.forms import Combobox, DatePicker, MoneyField, Switch
from perennial.kernel.http.numbers import whole_number
from perennial.people.models import Party
from perennial.people.queries import visible_parties
from perennial.purchases.actions import Line
from perennial.purchases.actions.placing import moment_on
from perennial.purchases.choices import CancellationReason, Channel, OrderStatus
from perennial.purchases.models import Order, Product, StageRules, Subscription
from perennial.purchases.queries import category_choices
from perennial.records.custom.filling import add_fields
from perennial.records.custom.values import fields_of
from perennial.team.models import Member

EVERY = (
    (1, _("Every month")),
    (2, _("Every two months")),
    (3, _("Every three months")),
    (6, _("Every six months")),
    (12, _("Every year")),
)
COMMON = ("EUR", "USD", "GBP", "CHF", "JPY", "SEK", "PLN", "KWD")


def currencies(first: str) -> list[str]:
    """Currencies to choose from, the business's own first."""
    return [first, *(code for code in COMMON if code != first)]


def statuses() -> list[tuple[str, Any]]:
    """Those that are set by hand; the others come from refunds and cancellations."""
    return [(status.value, status.label) for status in map(OrderStatus, OrderStatus.counted())]


def channels_for(order: Order | None) -> list[tuple[str, Any]]:
    """Our own channels, and the one that an import gave to an order."""
    own: list[tuple[str, Any]] = list(Channel.choices)
    return own if order is None or order.channel in Channel.values else [(order.channel, order.channel), *own]


class Choosing(forms.ChoiceField):
    """One row of a table that is too long to list: a combobox that the server fills. Only what was chosen is an option."""

    def __init__(self, *, model: Any, **options: Any) -> None:
        self.model, self.member = model, None
        super().__init__(**options)

    def offer(self, value: Any) -> None:
        """Make the chosen row the one option."""
        number = whole_number(str(value or ""))
        row = None if number is None else self.rows().filter(pk=number).first()
        self.choices = [("", "")] + ([(str(row.pk), str(row))] if row else [])

    def clean(self, value: Any) -> Any:
        super().clean(value)
        return self.rows().get(pk=int(value)) if value else None

    def rows(self) -> Any:
        """What may be chosen: of customers only those whom the `member` may see are offered, even by name."""
        return visible_parties(self.member) if self.model is Party else self.model.objects.all()


class OrderForm(forms.Form):
    """An order without its lines."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    own_number = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)  # so that two clicks are one order
    customer = Choosing(model=Party, label=_("Customer"))
    placed_on = forms.DateField(label=_("Day"), widget=DatePicker)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    currency = forms.ChoiceField(label=_("Currency"))
    status = forms.ChoiceField(label=_("Status"), choices=[])
    number = forms.CharField(
        label=_("Number"), required=False, max_length=80, help_text=_("Left empty, it gets one of its own.")
    )

    def __init__(
        self, *args: Any, by: Member, currency: str, customers_url: str, order: Order | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        choose: Any = self.fields["customer"]
        choose.member = by
        choose.widget = Combobox(url=customers_url, placeholder=_("Name, e-mail or phone"))
        choose.offer(self.data.get("customer") if self.is_bound else self.initial.get("customer"))
        choose.widget.choices = choose.choices
        self._choices("currency", [(code, code) for code in currencies(order.currency if order else currency)])
        self._choices("status", statuses())
        if order is not None:
            for name in ("customer", "currency", "number", "own_number"):
                del self.fields[name]
            self._choices("channel", channels_for(order))
            if order.status == OrderStatus.REFUNDED:
                del self.fields["status"]
        fill(self, "orders", order, by=by)

    def _choices(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def placed_at(self, zone: dt.tzinfo) -> dt.datetime:
        """The moment: now for today, else noon of the day; an order's own moment as long as its day stays."""
        return moment_on(self.cleaned_data["placed_on"], zone, self.order.placed_at if self.order else None)


class LineForm(forms.Form):
    """One line; an empty one is left out."""

    product = Choosing(model=Product, label=_("Product"), required=False)
    name = forms.CharField(label=_("Or in words"), required=False, max_length=200)
    quantity = forms.DecimalField(
        label=_("Quantity"), required=False, max_digits=10, decimal_places=3, min_value=0, initial=1, localize=True
    )
    amount = forms.CharField(label=_("Amount"), required=False, max_length=40)

    def __init__(self, *args: Any, products_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget.attrs["inputmode"] = "decimal"
        choose: Any = self.fields["product"]
        choose.widget = Combobox(url=products_url)
        choose.offer(self.data.get(self.add_prefix("product")) if self.is_bound else self.initial.get("product"))
        choose.widget.choices = choose.choices

    def line(self, currency: str) -> Line | None:
        """The line, None when nothing was typed; adds an error where the amount is missing or none."""
        data = self.cleaned_data
        product, name, typed = data.get("product"), data.get("name", ""), data.get("amount", "")
        if not product and not name.strip() and not typed.strip():
            return None
        quantity = data.get("quantity")
        milli = int((1 if quantity is None else quantity) * 1000)
        if typed.strip():
            try:
                money = MoneyField(currencies=[currency]).compress([typed, currency])
            except forms.ValidationError as error:
                self.add_error("amount", error)
                return None
            minor = money.minor if money else 0
        elif product and product.price_minor is not None and product.currency == currency:
            minor = round(product.price_minor * milli / 1000)
        else:
            self.add_error("amount", _("Say what it cost."))
            return None
        return Line(product=product, name=name, quantity_milli=milli, total_minor=minor)


class RefundForm(forms.Form):
    """How much to give back, and why. The key makes a second click the same refund."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=120)
    reason = forms.CharField(label=_("Why"), required=False, max_length=200)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(currencies=[currency], label=_("Amount"))
        self.order_fields(["key", "amount", "reason"])


class CancelOrderForm(forms.Form):
    """Why an order is cancelled."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=200)


def fill(form: forms.Form, holder: str, record: Any, *, by: Member) -> None:
    """Add the fields of the business to a form; those of a new record with their defaults."""
    fields = fields_of(holder)
    custom = record.custom if record is not None else {field.stored_as: field.default for field in fields}
    add_fields(form, fields, custom, by=by)


class ProductForm(forms.Form):
    """A product of the catalogue."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200)
    sku = forms.CharField(label=_("Article number"), max_length=80)
    category = forms.ChoiceField(label=_("Category"), required=False)
    new_category = forms.CharField(
        label=_("New category"), required=False, max_length=120, help_text=_("It is made below the category chosen above.")
    )
    is_offered = forms.BooleanField(label=_("Offered"), required=False, initial=True, widget=Switch)

    def __init__(self, *args: Any, currency: str, by: Member, product: Product | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category: Any = self.fields["category"]
        category.choices = [("", _("None")), *category_choices()]
        self.fields["price"] = MoneyField(currencies=currencies(currency), label=_("Price"), required=False)
        self.order_fields(["version", "name", "sku", "price", "category", "new_category", "is_offered"])
        fill(self, "products", product, by=by)


class SubscriptionForm(forms.Form):
    """A standing order."""

    product = Choosing(model=Product, label=_("Product"), required=False)
    name = forms.CharField(label=_("What"), required=False, max_length=200, help_text=_("Left empty, the product's name."))
    every_months = forms.TypedChoiceField(
        label=_("Renews"),
        coerce=int,
        choices=EVERY,
    )
    started_on = forms.DateField(label=_("Starts"), widget=DatePicker)

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, currency: str, products_url: str, subscription: Subscription | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose: Any = self.fields["product"]
        choose.widget = Combobox(url=products_url)
        choose.offer(self.data.get("product") if self.is_bound else self.initial.get("product"))
        choose.widget.choices = choose.choices
        self.fields["price"] = MoneyField(currencies=currencies(currency), label=_("Price"), required=False)
        self.order_fields(["version", "product", "name", "price", "every_months", "started_on"])
        if subscription is None:
            del self.fields["version"]
        elif subscription.every_months not in (months for months, _label in EVERY):  # a program may choose any number
            every: Any = self.fields["every_months"]
            label = ngettext("Every %(n)s month", "Every %(n)s months", subscription.every_months)
            every.choices = [*EVERY, (subscription.every_months, label % {"n": subscription.every_months})]


class EndSubscriptionForm(forms.Form):
    """Why a subscription ends."""

    reason = forms.ChoiceField(label=_("Reason"), choices=CancellationReason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In their words"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    ends_on = forms.DateField(label=_("Ends on"), widget=DatePicker)


class StageRulesForm(forms.ModelForm[StageRules]):
    """The thresholds of the lifecycle rules."""

    class Meta:
        model = StageRules
        fields = (
            "new_days",
            "loyal_occasions",
            "at_risk_percent",
            "lapsed_percent",
            "lapsed_gaps",
            "lost_percent",
            "lost_gaps",
            "won_back_days",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in self.initial.items():
            if isinstance(value, float):
                self.initial[name] = f"{value:g}"
