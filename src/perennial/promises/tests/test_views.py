import datetime as dt

import pytest
from django.urls import reverse

from perennial.design.testing import as_chosen, as_opened
from perennial.people.models import Anniversary, Party
from perennial.promises.actions import edit_follow_up, set_cadence, set_follow_up
from perennial.promises.models import Cadence, FollowUp
from perennial.promises.tests.conftest import NOON
from perennial.team.models import AuditEntry, Member
from perennial.timeline.models import Touchpoint

TODAY = NOON.date()
HTMX = {"hx-request": "true"}


@pytest.fixture
def quote(ana, juno):
    return set_follow_up(party_id=juno.pk, text="Send the quote", due_on=TODAY, owner=ana, by=ana)


def _post(client, name, *args, headers=None, **values):
    return client.post(reverse(f"promises:{name}", args=args), values, headers=headers or {})


def test_a_follow_up_is_set_in_one_step(client, ana, juno):
    client.force_login(ana)
    assert b"Follow up with Juno Hart" in client.get(reverse("promises:new"), {"customer": juno.pk}, headers=HTMX).content
    answer = _post(client, "new", headers=HTMX, customer=juno.pk, text="Send the quote", in_days="3", owner=ana.pk)
    assert answer.status_code == 204
    assert FollowUp.objects.get().due_on == TODAY + dt.timedelta(days=3)


def test_a_call_is_logged_with_a_follow_up(client, ana, juno):
    client.force_login(ana)
    client.post(
        reverse("timeline:log"), {"customer": juno.pk, "kind": "call", "text": "Wants a quote\nby mail", "follow_up_in": "7"}
    )
    follow_up = FollowUp.objects.get()
    assert (follow_up.text, follow_up.due_on, follow_up.owner) == ("Wants a quote", TODAY + dt.timedelta(days=7), ana)


def test_done_and_undone(client, ana, quote):
    client.force_login(ana)
    answer = _post(client, "completion", quote.pk, headers=HTMX)
    assert reverse("promises:reopening", args=[quote.pk]) in answer["HX-Trigger"]
    assert not FollowUp.objects.open().exists()
    assert _post(client, "reopening", quote.pk).status_code == 303
    assert FollowUp.objects.open().exists()


def test_who_moves_one_without_a_script_is_back_where_they_were(client, ana, juno, quote):
    client.force_login(ana)
    at, came = reverse("promises:postponement", args=[quote.pk]), f"/customers/{juno.pk}/?tab=next"
    opened = client.get(at, headers={"referer": f"http://testserver{came}"})
    assert f'name="back" value="{came}"' in opened.content.decode()
    again = client.post(at, {"due_on": "2001-01-01", "back": came}, headers={"referer": f"http://testserver{at}"})
    assert again.status_code == 422
    assert again.context["opened_from"] == came, "a mistake does not lose the way back"
    moved = client.post(at, {"in_days": "7", "back": came}, headers={"referer": f"http://testserver{at}"})
    assert (moved.status_code, moved["Location"]) == (303, came)
    lost = client.post(at, {"in_days": "3", "back": "//evil.example"}, headers={"referer": f"http://testserver{at}"})
    assert lost["Location"] == reverse("people:party", args=[juno.pk])


def test_later_and_dropped(client, ana, quote):
    client.force_login(ana)
    assert _post(client, "postponement", quote.pk, in_days="7").status_code == 303
    assert FollowUp.objects.get().due_on == TODAY + dt.timedelta(days=7)
    assert _post(client, "postponement", quote.pk, due_on="2001-01-01").status_code == 422
    assert _post(client, "dropping", quote.pk, because="").status_code == 422
    assert _post(client, "dropping", quote.pk, because="Bought elsewhere").status_code == 303
    assert not FollowUp.objects.get().is_open


def test_two_edits_are_merged_and_what_both_changed_is_chosen(client, ana, quote):
    client.force_login(ana)
    page = reverse("promises:edit", args=[quote.pk])
    opened = client.get(page)
    _post(client, "edit", quote.pk, **as_opened(opened, text="Send it"))
    later = TODAY + dt.timedelta(days=9)
    assert client.post(page, as_opened(opened, due_on=later.isoformat(), due_time="09:30")).status_code == 303
    assert (FollowUp.objects.get().text, FollowUp.objects.get().due_on) == ("Send it", later)
    question = client.post(page, as_opened(opened, text="Send two"))
    assert (question.status_code, FollowUp.objects.get().text) == (409, "Send it")
    assert client.post(page, as_chosen(question, text="mine")).status_code == 303
    now = FollowUp.objects.get()
    assert (now.text, now.due_on, now.due_time) == ("Send two", later, dt.time(9, 30))


def test_a_customer_is_greeted(client, ana, juno):
    birthday = Anniversary.objects.create(party=juno, month=11, day=20)
    client.force_login(ana)
    assert _post(client, "greeting", birthday.pk).status_code == 303
    assert Touchpoint.objects.get().kind == "greeting"
    assert _post(client, "greeting", 1).status_code == 404


def test_a_viewer_sets_nothing_and_an_agent_no_cadence(client, vik, ana, juno, quote):
    client.force_login(vik)
    for name in ("completion", "dropping", "postponement", "reopening", "edit"):
        assert _post(client, name, quote.pk, because="x").status_code == 403
    assert _post(client, "new", customer=juno.pk, text="x").status_code == 403
    client.force_login(ana)
    assert _post(client, "cadence_new", whose="stage:loyal", ideal_days=1, max_days=2).status_code == 403
    assert FollowUp.objects.get().version == 1
    assert not Cadence.objects.exists()


def test_cadences_are_set_and_removed(client, magnus):
    client.force_login(magnus)
    assert client.get(reverse("promises:cadences")).status_code == 200
    assert _post(client, "cadence_new", whose="stage:loyal", ideal_days=30, max_days=10).status_code == 422
    assert _post(client, "cadence_new", whose="stage:loyal", ideal_days=30, max_days=60).status_code == 303
    cadence = Cadence.objects.get()
    assert client.get(reverse("promises:cadence", args=[cadence.pk])).status_code == 200
    assert b"Loyal" in client.get(reverse("promises:cadences")).content
    assert _post(client, "cadence_removal", cadence.pk).status_code == 303
    assert not Cadence.objects.exists()


def test_the_follow_ups_of_a_deleted_customer_are_gone(client, ana, juno, quote):
    juno.deleted_at = NOON
    juno.save()
    client.force_login(ana)
    assert _post(client, "completion", quote.pk).status_code == 404
    assert b"Send the quote" not in client.get(reverse("promises:index")).content


def test_next_step_and_panel_on_the_customers_page(client, ana, juno, quote):
    client.force_login(ana)
    page = client.get(reverse("people:party", args=[juno.pk])).content.decode()
    assert "Send the quote" in page
    _post(client, "completion", quote.pk)
    assert "No next step" in client.get(reverse("people:party", args=[juno.pk])).content.decode()


def test_a_cadence_survives_its_page_without_tags(magnus, client):
    set_cadence(by=magnus, stage="lead", ideal_days=1, max_days=2)
    client.force_login(magnus)
    assert client.get(reverse("promises:cadence_new"), headers=HTMX).status_code == 200


def test_a_follow_up_is_set_back_from_its_history(client, olive, ana, quote):
    edit_follow_up(
        quote, by=ana, version=quote.version, text="Ring", due_on=TODAY + dt.timedelta(days=2), due_time=None, owner=olive
    )
    entry = AuditEntry.objects.get(action="promises.followup.edited")
    client.force_login(ana)
    history = reverse("team:history", args=["promises.followup", quote.pk])
    assert history in client.get(reverse("promises:edit", args=[quote.pk])).content.decode()
    assert b"Send the quote" in client.get(history).content
    for field in ("text", "due_on", "owner"):
        address = reverse("team:setting", args=["promises.followup", quote.pk, entry.pk])
        answer = client.post(address, {"field": field}, headers=HTMX)
        assert f'"id": "{quote.party_id}"' in answer["HX-Trigger"]
    now = FollowUp.objects.get()
    assert (now.text, now.due_on, now.owner) == ("Send the quote", TODAY, ana)


def test_it_is_not_set_back_to_whom_its_member_may_not_give_it(client, olive, ana, quote):
    edit_follow_up(quote, by=olive, version=1, text=quote.text, due_on=quote.due_on, due_time=None, owner=olive)
    edit_follow_up(quote, by=olive, version=2, text=quote.text, due_on=quote.due_on, due_time=None, owner=ana)
    entry = AuditEntry.objects.filter(action="promises.followup.edited").latest("id")
    Party.objects.filter(pk=quote.party_id).update(owner=ana)
    Member.objects.filter(pk=ana.pk).update(reach="own")
    client.force_login(ana)
    client.post(reverse("team:setting", args=["promises.followup", quote.pk, entry.pk]), {"field": "owner"})
    assert FollowUp.objects.get().owner == ana
