"""Audiences with members, with nobody, and with a rule that is not understood any more, for the screens."""

from perennial.audiences.actions import create_audience, refresh_audience
from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience
from perennial.audiences.reading import from_json
from perennial.people.actions import create_party
from perennial.purchases.actions import Line, place_order
from perennial.team.models import Member

TWICE = {"did": "bought", "within": "last-90-days", "operator": "at-least", "value": 2}
SILENT = {"did": "touched", "within": "last-60-days", "operator": "at-most", "value": 0}


def audience_of(member: Member, name: str, condition: object, **known: str) -> Audience:
    """One of this rule, with whoever belongs to it."""
    audience = create_audience(by=member, name=name, condition=from_json(condition, every_field()), **known)
    refresh_audience(audience)
    return audience


def some(member: Member) -> Audience:
    """Three with the same few people, one of which nobody understands any more; the one that is looked at."""
    for name, city, orders in (("Juno Hart", "Bonn", 3), ("Omar Vale", "Cairo", 2), ("Lou Picard", "Grenoble", 1)):
        party = create_party(by=member, name=name, city=city)
        for _each in range(orders):
            place_order(party, by=member, lines=[Line(total_minor=90_00, name="Slow Ferry")], currency="EUR")
    audience_of(member, "Everybody", {"all": []})
    audience_of(member, "From Bonn", {"field": "city", "operator": "is", "value": "Bonn"})
    broken = audience_of(member, "Favourite roast is dark", {"all": []})
    Audience.objects.filter(pk=broken.pk).update(condition={"field": "roast", "operator": "is", "value": "dark"})
    text = "They buy again and again, and nobody writes to them."
    return audience_of(member, "Regular and quiet", {"all": [TWICE, SILENT]}, description=text)


def listed(member: Member) -> str:
    """The list."""
    some(member)
    return "/audiences/"


def page(member: Member) -> str:
    """The page of one with members."""
    return f"/audiences/{some(member).pk}/"


def passages(member: Member) -> str:
    """Who came and left."""
    return f"/audiences/{some(member).pk}/?show=passages"


def building(member: Member) -> str:
    """The builder with a part of every kind, nested, one of them not complete."""
    other = some(member)
    shop = {
        "did": "bought",
        "where": [{"field": "channel", "operator": "any_of", "value": ["shop"]}],
        "measure": "sum",
        "value": 99,
    }
    order = {"sequence": [{"did": "touched"}, {"did": "bought"}], "within_days": 14}
    inner = {"any": [{"field": "city", "operator": "is", "value": "Bonn"}, {"not": {"audience": str(other.pk)}}]}
    known = {"all": [TWICE, SILENT, {**shop, "within": "2026-01-01..2026-06-30"}, order, inner]}
    return f"/audiences/{audience_of(member, 'A long rule', known).pk}/edit/"


def mending(member: Member) -> str:
    """The builder of one that is not understood any more."""
    some(member)
    return f"/audiences/{Audience.objects.get(name__startswith='Favourite').pk}/edit/"


def overlap(member: Member) -> str:
    """How three overlap."""
    some(member)
    ids = Audience.objects.exclude(name__startswith="Favourite").values_list("pk", flat=True)
    return f"/audiences/overlap/?{'&'.join(f'a={pk}' for pk in ids)}"


def why_not(member: Member) -> str:
    """Why somebody is not in one."""
    audience = some(member)
    party = create_party(by=member, name="Nora Redfern")
    return f"/customers/{party.pk}/audiences/?audience={audience.pk}"


def deleted(member: Member) -> str:
    """One that can be restored."""
    from perennial.audiences.actions import delete_audience

    delete_audience(some(member), by=member)
    return "/audiences/deleted/"
