"""Taking the sample data out again, and only that."""

from django.db import transaction
from django.db.models import ProtectedError

from perennial.connect.sample.catalogue import SHOP_SHELVES
from perennial.connect.sample.parts import forget_parts, sample_parts
from perennial.connect.sample.promised import HUES
from perennial.connect.sample.team import DOMAIN
from perennial.kernel.jobs import checkpoint, commit, progress
from perennial.kernel.live import signal
from perennial.people.models import Party, Tag
from perennial.purchases.actions import fit_rhythm
from perennial.purchases.models import Category, OrderLine, Product
from perennial.purchases.words import index_fresh_lines
from perennial.team.deeds import record_deed
from perennial.team.models import Member
from perennial.timeline.actions import unsealed

AT_ONCE = 500


def remove_sample(*, by: Member) -> int:
    """Delete all sample customers with everything that belongs to them, sample products, and what only they used; gives how
    many customers went. Real data stays. In steps that can be repeated: what an interruption left over goes the next time."""
    forget_parts()
    total = Party.objects.filter(sample=True).count()
    gone = 0
    while some := list(Party.objects.filter(sample=True).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with checkpoint(), unsealed("sample"):
            Party.objects.filter(pk__in=some).delete()
        gone += len(some)
        progress(gone, max(total, gone))
    with commit():
        _remove_catalogue()
        _remove_tags()
        _remove_colleagues(by)
        for part in sample_parts:
            part.remove()
        fit_rhythm()
        record_deed("connect.sample.removed", by=by, changes={"customers": (gone, 0)})
        signal("today")
        signal("party")
    return gone


def _remove_catalogue() -> None:
    """Sample products. Real orders that have some of them are found by the words of their lines from then on."""
    sold = list(OrderLine.objects.filter(product__sample=True).values_list("pk", "name"))
    Product.objects.filter(sample=True).delete()
    index_fresh_lines((pk, name, None) for pk, name in sold)
    Category.objects.filter(name__in=SHOP_SHELVES, parent=None, products=None, children=None).delete()


def _remove_tags() -> None:
    """Tags of the sample company that nobody carries any more, and their cadences with them."""
    Tag.objects.filter(name__in=HUES, taggings=None).delete()


def _remove_colleagues(by: Member) -> None:
    """Sample members, unless they did something here: whoever stands in the audit log stays."""
    for member in Member.objects.filter(email__endswith=f"@{DOMAIN}").exclude(pk=by.pk):
        try:
            with transaction.atomic():
                member.delete()
        except ProtectedError:
            continue
        record_deed("connect.sample.member_removed", by=by, name=str(member))
