"""What an undo leaves alone because a colleague looks after it by now: who does not see a customer takes nothing back."""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from perennial.kernel.bulk import bulk_find
from perennial.people.models import Party


def beyond_of(model: type[models.Model], ids: Collection[int], within: frozenset[int] | None) -> set[int]:
    """Which of these records are, or belong to, customers of other owners than those `within` reach (None: nobody's are)."""
    if within is None:
        return set()
    path = "id" if model is Party else "party_id"
    party_of: dict[int, int] = {row[0]: row[-1] for row in bulk_find(model, "id", ids, ("id", path))}
    owners: dict[int, Any] = dict(bulk_find(Party, "id", set(party_of.values()), ("id", "owner_id")))
    return {id_ for id_, party_id in party_of.items() if owners.get(party_id) not in within}


def handed_on() -> str:
    """Why it is left alone."""
    return _("A colleague looks after this customer now")
