import datetime as dt
import re

import pytest
from django.urls import reverse

from perennial.people.actions import create_party
from perennial.timeline.actions import log_touchpoint
from perennial.timeline.models import Pin, Touchpoint

HTMX = {"hx-request": "true"}


def _post(client, url, headers=None, **values):
    return client.post(url, values, headers=headers or {})


def test_a_call_is_logged_from_the_dialog_with_undo(client, ana, juno):
    client.force_login(ana)
    answer = client.get(reverse("timeline:log_call"), {"customer": juno.pk}, headers=HTMX)
    assert b"Log with Juno Hart" in answer.content
    answer = _post(client, reverse("timeline:log"), HTMX, customer=juno.pk, kind="call", text="Spoke", outcome="reached")
    call = Touchpoint.objects.get()
    assert (answer.status_code, call.direction, call.member) == (204, "both", ana)
    assert reverse("timeline:withdrawal", args=[call.pk]) in answer["HX-Trigger"]
    _post(client, reverse("timeline:withdrawal", args=[call.pk]))
    assert not Touchpoint.objects.standing().exists()


@pytest.mark.parametrize(
    ("sent", "kind", "direction"),
    [
        ({"kind": "call", "outcome": "not_reached"}, "missed_call", "out"),
        ({"kind": "call", "outcome": "left_message"}, "call", "out"),
        ({"kind": "email", "way": "in"}, "email", "in"),
        ({"kind": "email"}, "email", "out"),
        ({"kind": "visit"}, "visit", "both"),
        ({"kind": "note", "text": "x"}, "note", "none"),
    ],
)
def test_what_is_chosen_becomes_kind_and_direction(client, ana, juno, sent, kind, direction):
    client.force_login(ana)
    assert _post(client, reverse("timeline:log"), customer=juno.pk, **sent).status_code == 303
    touchpoint = Touchpoint.objects.get()
    assert (touchpoint.kind, touchpoint.direction) == (kind, direction)


def test_the_same_form_sent_twice_is_one_entry(client, ana, juno):
    client.force_login(ana)
    for _ in range(2):
        _post(
            client,
            reverse("timeline:log"),
            customer=juno.pk,
            kind="call",
            key="abc",
            follow_up_in="1",
            follow_up_text="Call again",
        )
    assert Touchpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": "note"}, "Write the note"),
        ({"kind": "call", "happened_at": "9999-12-31T23:59"}, "in the future"),
        ({"kind": "call", "happened_at": "0001-01-01T00:00"}, "before 1900"),
        ({"kind": "withdrawal"}, "Select a valid choice"),
        ({"kind": "call", "customer": "99999999999999999999999"}, "no such customer"),
        ({"kind": "call", "customer": ""}, "Choose a customer"),
        ({"kind": "call", "text": "x" * 100_001}, "100,000|at most 100000"),
    ],
)
def test_what_cannot_be_logged_comes_back_with_words(client, ana, juno, sent, words):
    client.force_login(ana)
    answer = _post(client, reverse("timeline:log"), **({"customer": juno.pk} | sent))
    assert answer.status_code == 422
    assert re.search(words, answer.content.decode())
    assert not Touchpoint.objects.exists()


def test_words_of_others_are_only_words_on_the_page(client, ana, juno):
    log_touchpoint(party_id=juno.pk, kind="note", by=ana, text="<script>alert(1)</script>")
    client.force_login(ana)
    page = client.get(reverse("timeline:story", args=[juno.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_entries_are_corrected_by_who_wrote_them_and_by_managers(client, ana, magnus, marek, juno):
    note = log_touchpoint(party_id=juno.pk, kind="note", by=ana, text="Oka")
    url = reverse("timeline:correction", args=[note.pk])
    at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M")
    client.force_login(marek)
    assert _post(client, url, text="Ash", happened_at=at).status_code == 403
    assert _post(client, reverse("timeline:withdrawal", args=[note.pk])).status_code == 403
    client.force_login(magnus)
    initial = client.get(url).context["form"].initial
    sent = initial["happened_at"].strftime("%Y-%m-%dT%H:%M")
    assert _post(client, url, text="Oak", happened_at=sent).status_code == 303
    last = Touchpoint.objects.standing().get()
    assert (last.text, last.happened_at) == ("Oak", note.happened_at)


def test_a_pin_is_set_and_taken(client, ana, juno):
    note = log_touchpoint(party_id=juno.pk, kind="note", by=ana, text="Nuts")
    client.force_login(ana)
    _post(client, reverse("timeline:pin", args=[note.pk]))
    assert Pin.objects.exists()
    _post(client, reverse("timeline:unpin", args=[note.pk]))
    assert not Pin.objects.exists()


def test_a_viewer_reads_and_writes_nothing(client, vik, ana, juno):
    note = log_touchpoint(party_id=juno.pk, kind="note", by=ana, text="Nuts")
    client.force_login(vik)
    assert client.get(reverse("timeline:story", args=[juno.pk])).status_code == 200
    for name, args in (
        ("log", []),
        ("pin", [note.pk]),
        ("unpin", [note.pk]),
        ("withdrawal", [note.pk]),
        ("correction", [note.pk]),
    ):
        assert _post(client, reverse(f"timeline:{name}", args=args), customer=juno.pk, kind="note", text="x").status_code == 403
    assert Touchpoint.objects.count() == 1


def test_the_timeline_of_a_deleted_customer_is_gone(client, ana, juno):
    note = log_touchpoint(party_id=juno.pk, kind="note", by=ana, text="Nuts")
    juno.deleted_at = note.recorded_at
    juno.save()
    client.force_login(ana)
    assert client.get(reverse("timeline:story", args=[juno.pk])).status_code == 404
    assert _post(client, reverse("timeline:pin", args=[note.pk])).status_code == 404


def test_customers_are_found_while_typing(client, ana):
    luca = create_party(by=ana, name="Luca Brandt")
    client.force_login(ana)
    assert f'data-value="{luca.pk}"' in client.get(reverse("timeline:customers"), {"q": "luc"}).content.decode()


def test_on_a_customers_page_the_dialog_knows_whom_it_is_about(client, ana, juno):
    client.force_login(ana)
    page = f"http://testserver{reverse('people:party', args=[juno.pk])}"
    assert b"Log with Juno Hart" in client.get(reverse("timeline:log_call"), headers=HTMX | {"referer": page}).content
    for elsewhere in ("http://evil.example/customers/1/", "http://testserver/nowhere/", "http://testserver/customers/1/", ""):
        answer = client.get(reverse("timeline:log_call"), headers=HTMX | {"referer": elsewhere})
        assert b"Log what happened" in answer.content
