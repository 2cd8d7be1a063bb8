"""Letting go of what imports remember of somebody who is erased. The reports stay."""

import shutil

from django.db import transaction

from perennial.connect.choices import ImportState
from perennial.connect.models import Change, Import, Remainder, RowError
from perennial.people.models import Party


def forget_person(party_id: int) -> None:
    """Empty what imports remember of a party, and delete the files that named it, once its erasure is certain. The file of an
    import that is under way is left to it."""
    changes = Change.objects.filter(model="people.party", object_id=party_id)
    batches = [*changes.values_list("of_id", flat=True), *Party.objects.filter(pk=party_id).values_list("batch", flat=True)]
    working = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)
    named = list(Import.objects.filter(pk__in=[pk for pk in batches if pk]).exclude(state__in=working))
    changes.update(before={})
    Remainder.objects.filter(model="people.party", object_id=party_id).update(name="")
    Import.objects.filter(pk__in=[one.pk for one in named]).update(preview={}, reasons={})
    RowError.objects.filter(of__in=named, is_brought=True, handle=str(party_id)).update(why="")
    for one in named:
        transaction.on_commit(lambda one=one: shutil.rmtree(one.folder, ignore_errors=True))  # type: ignore[misc]
