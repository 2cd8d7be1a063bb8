"""The packs that are offered, and what each of them sets up."""

import dataclasses
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from perennial.kernel.manifests import Label
from perennial.people.choices import Stage
from perennial.records.models.customfield import FieldType
from perennial.team.choices import Role
from perennial.team.words import Called


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlannedField:
    """A field that a pack adds to a kind of record."""

    name: Label
    type: FieldType
    holder: str = "customers"
    only: str = ""
    help: Label = ""
    options: tuple[Label, ...] = ()
    seen_by: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class PlannedCadence:
    """How often a pack wants to be in touch with the customers of a stage."""

    stage: Stage
    ideal_days: int
    max_days: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pack:
    """What a kind of business usually needs. `rules` are thresholds of the stages that differ from the usual ones."""

    key: str
    label: Label
    text: Label
    icon: str
    called: Called = Called.CUSTOMER
    rules: Mapping[str, float] = dataclasses.field(default_factory=dict)
    fields: tuple[PlannedField, ...] = ()
    cadences: tuple[PlannedCadence, ...] = ()


WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
AT_THE_COUNTER = (Role.OWNER.value, Role.MANAGER.value, Role.AGENT.value)

PACKS: tuple[Pack, ...] = (
    Pack(
        key="shop",
        label=_("Shop"),
        text=_("People come back for more, each in a rhythm of their own."),
        icon="store",
        fields=(
            PlannedField(
                name=_("Likes to buy"),
                type=FieldType.CHOICES,
                options=(_("In the shop"), _("Online"), _("By phone")),
            ),
            PlannedField(name=_("Sizes"), type=FieldType.TEXT, only="person", help=_("Clothes, shoes, rings")),
            PlannedField(name=_("Gift buyer"), type=FieldType.YES_NO, help=_("Buys for others rather than for themselves")),
        ),
        cadences=(PlannedCadence(Stage.LOYAL, 60, 120), PlannedCadence(Stage.AT_RISK, 14, 30)),
    ),
    Pack(
        key="studio",
        label=_("Studio with appointments"),
        text=_("Clients come to you by appointment: hair, skin, body, teaching, advice."),
        icon="calendar-heart",
        called=Called.CLIENT,
        rules={"new_days": 45, "loyal_occasions": 6, "won_back_days": 60},
        fields=(
            PlannedField(name=_("Preferred days"), type=FieldType.CHOICES, only="person", options=WEEKDAYS),
            PlannedField(
                name=_("Preferred time"),
                type=FieldType.CHOICE,
                only="person",
                options=(_("Morning"), _("Midday"), _("Afternoon"), _("Evening")),
            ),
            PlannedField(
                name=_("Allergies and wishes"),
                type=FieldType.LONG_TEXT,
                only="person",
                help=_("Seen only by who works with clients"),
                seen_by=AT_THE_COUNTER,
            ),
        ),
        cadences=(PlannedCadence(Stage.NEW, 14, 30), PlannedCadence(Stage.LOYAL, 42, 84), PlannedCadence(Stage.AT_RISK, 7, 21)),
    ),
    Pack(
        key="supplier",
        label=_("Supplier of businesses"),
        text=_("Few customers, each worth a plan: terms, potential, and a visit now and then."),
        icon="truck",
        rules={"new_days": 120, "loyal_occasions": 8, "won_back_days": 180},
        fields=(
            PlannedField(
                name=_("Payment terms"),
                type=FieldType.CHOICE,
                only="organisation",
                options=(_("Prepaid"), _("14 days"), _("30 days"), _("60 days")),
            ),
            PlannedField(name=_("Yearly potential"), type=FieldType.MONEY, only="organisation"),
            PlannedField(name=_("Agreement ends"), type=FieldType.DATE, only="organisation"),
            PlannedField(name=_("Key account"), type=FieldType.YES_NO, only="organisation"),
            PlannedField(
                name=_("Decides"), type=FieldType.PERSON, only="organisation", help=_("Who says yes or no to what you offer")
            ),
        ),
        cadences=(
            PlannedCadence(Stage.LEAD, 21, 45),
            PlannedCadence(Stage.ACTIVE, 60, 120),
            PlannedCadence(Stage.LOYAL, 30, 60),
            PlannedCadence(Stage.AT_RISK, 7, 14),
        ),
    ),
    Pack(
        key="subscription",
        label=_("Subscription"),
        text=_("People subscribe, renew and sometimes leave: listen before they do."),
        icon="repeat",
        called=Called.SUBSCRIBER,
        rules={"new_days": 90, "loyal_occasions": 12},
        fields=(
            PlannedField(
                name=_("Why they joined"),
                type=FieldType.CHOICE,
                options=(_("Recommended"), _("Advertisement"), _("Trial"), _("Came from a competitor"), _("Gift")),
            ),
            PlannedField(
                name=_("Hopes for"), type=FieldType.LONG_TEXT, help=_("What the subscription is to do for them, in their words")
            ),
            PlannedField(name=_("Renewal talk on"), type=FieldType.DATE),
        ),
        cadences=(
            PlannedCadence(Stage.NEW, 10, 30),
            PlannedCadence(Stage.LOYAL, 90, 180),
            PlannedCadence(Stage.AT_RISK, 7, 14),
        ),
    ),
)


def pack_named(key: str) -> Pack | None:
    """The pack with this key, if it is offered."""
    return next((pack for pack in PACKS if pack.key == key), None)
