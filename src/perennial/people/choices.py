"""The fixed words of people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartyKind(TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class Stage(TextChoices):
    """Where a customer stands in the lifecycle."""

    LEAD = "lead", _("Lead")
    NEW = "new", _("New")
    ACTIVE = "active", _("Active")
    LOYAL = "loyal", _("Loyal")
    AT_RISK = "at_risk", _("At risk")
    LAPSED = "lapsed", _("Lapsed")
    LOST = "lost", _("Lost")
    WON_BACK = "won_back", _("Won back")


class IdentityKind(TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    HANDLE = "handle", _("Handle")
    EXTERNAL = "external", _("External id")


class RemembranceKind(TextChoices):
    PREFERENCE = "preference", _("Preference")
    USUAL = "usual", _("The usual order")
    DISLIKE = "dislike", _("Dislikes")
    REMEMBER = "remember", _("To remember")
    PAIN_POINT = "pain_point", _("Pain point")
