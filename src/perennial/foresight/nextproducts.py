"""What a customer may buy next, and what goes with a product: each with its reason in words."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perennial.foresight.models import Companion, Suggesting, Suggestion
from perennial.foresight.ownpurchases import today
from perennial.foresight.productlines import Stock, lines_of
from perennial.foresight.science.baskets import DECAY, again
from perennial.foresight.science.choosing import Tried
from perennial.people.models import Party
from perennial.purchases.models import Product
from perennial.team.reach import sees_all

SHOWN = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """A product, and what speaks for it. `is_due`: as long silent of it as they usually are."""

    product: Product
    why: str
    is_due: bool = False


def next_products_panel(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """What they buy again and what may be new to them: seven queries, however much they bought. It stays away while nothing can
    be said."""
    row = Suggesting.objects.filter(pk=1).first()
    tried = Tried.from_plain(row.tried) if row else None
    stock = lines_of(party)
    ranked = again(stock.baskets, SHOWN, tried.decay if tried else DECAY)
    bought = [int(stock.products[place]) for places in ranked.product for place in places if place >= 0]
    had = set(stock.products.tolist())
    told = Suggestion.objects.filter(pk=party.pk).values_list("products", flat=True).first() or []
    new = [one for one in told if one[0] not in had]
    names = Product.objects.kept().filter(is_offered=True).in_bulk([*bought, *(pk for one in new for pk in one[:2] if pk)])
    now = today()
    repeated = [Offer(names[pk], *_again_words(stock, pk, now)) for pk in bought if pk in names]
    say = _new_words if sees_all(request.user) else _new_words_without_sums
    fresh = [Offer(names[one[0]], say(one, names)) for one in new if one[0] in names][:SHOWN]
    if not repeated and not fresh:
        return None
    return {"again": repeated, "new": fresh, "trust": trust_in_words(tried) if tried and fresh else ""}


def companions_part(request: HttpRequest, product: Product) -> Mapping[str, Any] | None:
    """What lies in the same baskets as this product, and in how many for those who see all customers; one query."""
    say = _together_words if sees_all(request.user) else lambda row: ""
    rows = Companion.objects.filter(product=product, other__deleted_at=None, other__is_offered=True)
    found = [Offer(row.other, say(row)) for row in rows.select_related("other").order_by("place")]
    return {"companions": found} if found else None


def trust_in_words(tried: Tried) -> str:
    """How suggestions of something new are chosen, and how well that went."""
    how = {
        "popular": _("Chosen by what most customers buy."),
        "alike": _("Chosen by what customers with the same products have besides."),
        "recent": _("Chosen by what customers who bought the same lately have besides."),
        "ease": _("Chosen by what each product says of every other."),
    }[tried.way]
    if not tried.found_new:
        return how
    share = number_format(100 * tried.found_new[tried.way], 0 if tried.found_new[tried.way] >= 0.1 else 1)
    test = ngettext(
        "Tried on the last %(days)d day: of what customers bought for the first time, ten suggestions held %(share)s of 100.",
        "Tried on the last %(days)d days: of what customers bought for the first time, ten suggestions held %(share)s of 100.",
        tried.days,
    )
    return how + " " + test % {"days": tried.days, "share": share}


def _again_words(stock: Stock, product: int, now: int) -> tuple[str, bool]:
    """The reason, and whether it is due."""
    days = np.unique(stock.baskets.day[stock.products[stock.baskets.product] == product])
    ago = max(now - int(days[-1]), 0)
    gap = round(float(days[-1] - days[0]) / (len(days) - 1)) if len(days) > 1 else 0
    return f"{_times_words(len(days), gap)} {_ago_words(ago)}", len(days) > 2 and ago >= gap


def _times_words(times: int, gap: int) -> str:
    if times == 1:
        return _("Bought once,")
    if gap < 2:
        return ngettext("Bought %(times)d time;", "Bought %(times)d times;", times) % {"times": times}
    return _("Bought %(times)d times, about every %(gap)d days;") % {"times": times, "gap": gap}


def _ago_words(days: int) -> str:
    if days == 0:
        return _("last today.")
    return ngettext("last %(days)d day ago.", "last %(days)d days ago.", days) % {"days": days}


def _new_words(told: Sequence[int], names: Mapping[int, Product]) -> str:
    _product, because, both, buyers = told
    if because in names:
        return _("%(both)s of %(buyers)s customers who bought “%(product)s” bought this, too.") % {
            "both": number_format(both, force_grouping=True),
            "buyers": number_format(buyers, force_grouping=True),
            "product": names[because].name,
        }
    if because:
        return _("Customers with the same products bought this, too.")
    return ngettext("Bought by %(n)s customer.", "Bought by %(n)s customers.", buyers) % {
        "n": number_format(buyers, force_grouping=True)
    }


def _new_words_without_sums(told: Sequence[int], names: Mapping[int, Product]) -> str:
    """For whoever does not see all customers: how many bought something is a sum over all of them."""
    return _("Customers with the same products bought this, too.") if told[1] else _("Chosen by what most customers buy.")


def _together_words(row: Companion) -> str:
    return ngettext("in %(both)s of %(baskets)s basket", "in %(both)s of %(baskets)s baskets", row.baskets) % {
        "both": number_format(row.both, force_grouping=True),
        "baskets": number_format(row.baskets, force_grouping=True),
    }
