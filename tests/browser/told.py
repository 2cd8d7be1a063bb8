"""What was told to a member, and what happened to a customer, for the browser's tests."""

from perennial.people import actions
from perennial.people.models import Party
from perennial.team.models import Member
from perennial.timeline.actions import log_touchpoint


def colleague() -> Member:
    """Somebody who works here too."""
    found = Member.objects.filter(email="ana@juniper.example").first()
    return found or Member.objects.create_user("ana@juniper.example", None, name="Ana Berger", role="agent")


def ines(member: Member) -> Party:
    """A customer to whom something happened."""
    ana = colleague()
    party = actions.create_party(by=ana, name="Ines Moser", owner=ana)
    actions.edit_party(party, by=ana, city="Linz", country="AT")
    actions.edit_party(party, by=member, city="Graz")
    actions.add_tag(party, "regular", by=ana)
    actions.follow_party(party, by=member)
    return party


def tell(member: Member) -> Party:
    """Something of every sort that a member hears of."""
    party = ines(member)
    log_touchpoint(party_id=party.pk, kind="note", by=colleague(), text=f"Ask @{member.email} about the beans")
    log_touchpoint(party_id=party.pk, kind="complaint", by=colleague(), text="The last parcel was late")
    actions.change_stage(party, "loyal", by=colleague())
    actions.assign_owner(party, member, by=colleague())
    return party


def centre_page(member: Member) -> str:
    tell(member)
    return "/notifications/"


def history_page(member: Member) -> str:
    return f"/history/people.party/{ines(member).pk}/"


def looks_page(member: Member) -> str:
    party = ines(member)
    actions.note_view(party, by=colleague())
    return f"/history/people.party/{party.pk}/looks/"


def gone_page(member: Member) -> str:
    party = actions.delete_party(ines(member), by=colleague())
    return f"/customers/{party.pk}/"
