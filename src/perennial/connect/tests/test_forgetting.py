"""Who is erased is forgotten by imports too."""

from typing import Any

from django.test import Client

from perennial.connect.models import Change, RowError
from perennial.connect.tests.bringing import bring, take_back
from perennial.people.actions import delete_party, erase_party
from perennial.people.models import Party
from perennial.team.models import Member

ANN = "id,name,email,city\n1,Ann,ann@x.example,Rome\n2,Bad,no address,\n"


def test_values_and_files_that_named_somebody_go_and_the_reports_stay(
    client: Client, olive: Member, django_capture_on_commit_callbacks: Any
) -> None:
    first = bring("persons", ANN, system="shop")
    second = bring("persons", ANN.replace("Rome", "Oslo"), system="shop")
    other = bring("persons", "id,name\n9,Cy\n", system="shop")
    assert Change.objects.get().before["city"] == "Rome"
    ann = Party.objects.get(name="Ann")
    delete_party(ann, by=olive)
    with django_capture_on_commit_callbacks(execute=True):
        erase_party(ann, by=olive, typed_name="Ann")
    assert Change.objects.get().before == {}
    assert [one.source.exists() for one in (first, second, other)] == [False, False, True]
    assert take_back(second).kept == 1
    client.force_login(olive)
    assert client.get(f"/import/{first.pk}/").status_code == 200
    for part in ("errors/", "file/"):
        assert client.get(f"/import/{first.pk}/{part}").status_code in (302, 404)


def test_what_was_left_out_of_their_row_is_not_told_any_more(olive: Member) -> None:
    one = bring("persons", ANN, system="shop")
    bad = Party.objects.get(name="Bad")
    told = RowError.objects.get(of=one)
    assert "no address" in told.why
    assert "no address" in str(one.reasons)
    delete_party(bad, by=olive)
    erase_party(bad, by=olive, typed_name="Bad")
    told.refresh_from_db()
    one.refresh_from_db()
    assert (told.why, one.reasons, one.preview) == ("", {}, {})
