import pytest
from django.db import DatabaseError, transaction

from perennial.people.models import Party
from perennial.timeline.actions import correct_touchpoint, delete_touchpoints, log_touchpoint, unsealed
from perennial.timeline.models import ContactSummary, Touchpoint, Unsealing


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Touchpoint.objects.update(text="never said"),
        lambda: Touchpoint.objects.all().delete(),
        lambda: Touchpoint.objects.get().save(),
        lambda: Party.objects.all().delete(),
    ],
)
def test_the_database_refuses_to_change_or_delete_a_touchpoint(ana, juno, tamper):
    log_touchpoint(party_id=juno.pk, kind="note", by=ana, text="Said so")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        tamper()
    assert Touchpoint.objects.get().text == "Said so"


def test_an_import_is_undone_through_the_one_path(ana, juno):
    kept = log_touchpoint(party_id=juno.pk, kind="note", by=ana)
    wrong = log_touchpoint(party_id=juno.pk, kind="call", by=None, source="import")
    correct_touchpoint(wrong, by=ana, text="x")
    assert delete_touchpoints(Touchpoint.objects.filter(pk=wrong.pk), because="undo") == 2
    assert list(Touchpoint.objects.all()) == [kept]
    assert ContactSummary.objects.get().last_two_way_at is None


def test_a_person_is_erased_with_their_touchpoints(ana, juno):
    log_touchpoint(party_id=juno.pk, kind="note", by=ana)
    with unsealed("erasure"):
        juno.delete()
    assert not Touchpoint.objects.exists()


def test_the_seal_closes_again_even_after_trouble(ana, juno):
    log_touchpoint(party_id=juno.pk, kind="note", by=ana)
    with pytest.raises(ZeroDivisionError), unsealed("undo"):
        raise ZeroDivisionError
    with unsealed("undo"):
        pass
    assert not Unsealing.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Touchpoint.objects.all().delete()
