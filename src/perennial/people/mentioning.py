"""Mentioning colleagues where something is written about a customer: only those who may see the customer, who are then told."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from perennial.people.models import Party
from perennial.people.rules import may_see
from perennial.team.mentions import Mention, MentionUnclear, mentions_in, told
from perennial.team.models import Member
from perennial.team.notifying import notify

LONGEST_QUOTE = 140


def mentioned_in(text: str, party_id: int) -> list[Mention]:
    """Who is mentioned in a text about a customer. Refuses (MentionUnclear) somebody who may not see the customer."""
    mentions = mentions_in(text)
    if not mentions:
        return []
    party = Party.objects.get(pk=party_id)
    for mention in mentions:
        if not may_see(mention.member, party):
            message = _("%(who)s may not see %(customer)s, so they cannot be mentioned here.")
            raise MentionUnclear(message % {"who": mention.member, "customer": party.name})
    return mentions


def tell_mentioned(
    mentions: list[Mention], text: str, party_id: int, *, kind: str, by: Member | None, before: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Tell those who are mentioned, but for whom was mentioned `before`; gives what is kept beside the text."""
    kept = told(mentions)
    fresh = [mention.member for mention in mentions if str(mention.member.pk) not in (before or {})]
    if fresh:
        party, url = Party.objects.get(pk=party_id), reverse("people:party", args=[party_id])
        notify(fresh, kind=kind, by=by, on=party, url=url, quote=" ".join(text.split())[:LONGEST_QUOTE])
    return kept
