"""Customers who are written down twice, for the screens and the walk."""

from perennial.people.actions import (
    Known,
    add_tag,
    create_party,
    distinguish_parties,
    keep_address,
    keep_anniversary,
    merge_parties,
    undo_merge,
)
from perennial.people.actions.suspecting import compare_changed
from perennial.people.models import Party
from perennial.purchases.actions import Line, place_order
from perennial.team.models import Member


def twice(by: Member) -> tuple[Party, Party]:
    """Robert Falk, and once more as somebody else wrote him down, with an order."""
    robert = create_party(
        by=by,
        name="Robert Falk",
        given_name="Robert",
        family_name="Falk",
        city="Bremen",
        job_title="Baker",
        identities=[Known("email", "robert.falk@gmail.com"), Known("phone", "+49 421 555 0101")],
    )
    bob = create_party(
        by=by, name="Bob Falk", city="Bremen", identities=[Known("email", "robertfalk@googlemail.com")], tags=["regular"]
    )
    place_order(bob, by=by, lines=[Line(total_minor=12_00, name="Rye bread")], currency="EUR")
    return robert, bob


def pairs(by: Member) -> str:
    """A list of pairs of every kind."""
    twice(by)
    phone = Known("phone", "+49 30 555 0102")
    create_party(by=by, name="Екатерина Иванова", city="Berlin", identities=[phone])
    create_party(by=by, name="Katya Ivanova", identities=[phone])
    create_party(by=by, kind="organisation", name="Nordlicht Optik GmbH", identities=[Known("email", "info@nordlicht.example")])
    create_party(by=by, kind="organisation", name="NORDLICHT OPTIK", identities=[Known("email", "info@nordlicht.example")])
    create_party(by=by, name="Ida Margarethe von Kessler-Hohenstein", city="Oldenburg")
    create_party(by=by, name="Ida M. v. Kessler-Hohenstein", city="Oldenburg", identities=[Known("email", "ida.k@web.de")])
    compare_changed()
    return "/customers/duplicates/"


def side_by_side(by: Member) -> str:
    """Two records of one customer, with what only one of them has, what both have, and of what only one can stay."""
    robert, bob = twice(by)
    for party, street, day in ((robert, "Hafenstraße 5", 3), (bob, "Lindenallee 12", 30)):
        keep_address(party, by=by, lines=street, postcode="28195", locality="Bremen", country="DE")
        keep_anniversary(party, by=by, name="Wedding", month=5, day=day)
    add_tag(robert, "regular", by=by)
    return f"/customers/{robert.pk}/merge/{bob.pk}/"


def merged(by: Member) -> str:
    """A merge that stands, and one that was undone when not all could go back."""
    robert, bob = twice(by)
    merge = merge_parties(robert, bob, by=by, choices={"name": "absorbed"})
    Party.objects.filter(pk=robert.pk).update(name="Bobby")
    undo_merge(merge, by=by)
    merge_parties(create_party(by=by, name="Ida Kessler"), create_party(by=by, name="Ida Kesler"), by=by)
    return "/customers/merges/"


def told_apart(by: Member) -> str:
    """A pair of which somebody said that they are two."""
    distinguish_parties(*twice(by), by=by)
    return "/customers/duplicates/distinct/"
