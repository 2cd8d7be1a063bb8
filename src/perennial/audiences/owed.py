"""What audiences bring to Today: who entered one that tells so, until somebody was in touch with them."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from perennial.audiences.models import Audience, Stay
from perennial.audiences.models.stay import StayQuerySet
from perennial.audiences.words import Because
from perennial.kernel import clock
from perennial.kernel.manifests import Act, Owed, Whose
from perennial.people.models import Party

COUNTED_TO = 1_000
DAYS = 14
FEW = 2  # reasons of a row


def entered(whose: Whose, limit: int, skip: frozenset[str]) -> Sequence[Owed]:
    """The last who entered first, with what let them in. Two queries, and where there are some those of the words."""
    came = list(_told(whose, skip).select_related("party", "audience").order_by("-entered_at", "-id")[:limit])
    because = Because(whose.asker) if came and whose.asker is not None else None
    return [_row(stay, because.told(stay.why[:FEW]) if because else []) for stay in came]


def count_entered(whose: Whose, skip: frozenset[str]) -> int:
    """How many there are, up to 1,000. Two queries."""
    return _told(whose, skip).order_by()[:COUNTED_TO].count()


def entered_clause(count: int, money: str) -> str:
    """Their part of Today's first sentence."""
    words = ngettext("%(count)s customer is new in an audience", "%(count)s customers are new in an audience", count)
    return words % {"count": formats.number_format(count)}


def _told(whose: Whose, skip: frozenset[str]) -> StayQuerySet:
    telling = list(Audience.objects.kept().filter(on_today=True, tells_from__isnull=False).values_list("pk", flat=True))
    theirs = Party.objects.kept().of_owners(whose.owners).filter(pk=OuterRef("party"))
    untouched = theirs.filter(Q(last_contact_at=None) | Q(last_contact_at__lt=OuterRef("entered_at")))
    lately = Stay.objects.open().filter(audience__in=telling, entered_at__gt=clock.now() - dt.timedelta(days=DAYS))
    came = lately.filter(entered_at__gt=F("audience__tells_from")).filter(Exists(untouched))
    return came.exclude(pk__in=[int(key) for key in skip])


def _row(stay: Stay, reasons: Sequence[str]) -> Owed:
    days = (clock.today() - timezone.localdate(stay.entered_at)).days
    when = formats.date_format(stay.entered_at, pgettext("date format", "j M"))
    why = _("Entered “%(audience)s” today") if days <= 0 else _("Entered “%(audience)s” on %(day)s")
    if reasons:
        why = (
            _("Entered “%(audience)s” today: %(reasons)s") if days <= 0 else _("Entered “%(audience)s” on %(day)s: %(reasons)s")
        )
    return Owed(
        key=str(stay.pk),
        party_id=stay.party_id,
        party_name=stay.party.name,
        why=why % {"audience": stay.audience.name, "day": when, "reasons": "; ".join(reasons)},
        since=stay.entered_at,
        owner_id=stay.party.owner_id,
        value_minor=stay.party.value_minor,
        currency=stay.party.currency,
        act=Act(_("Log a call"), f"{reverse('timeline:log')}?customer={stay.party_id}&kind=call", "phone", "dialog"),
    )
