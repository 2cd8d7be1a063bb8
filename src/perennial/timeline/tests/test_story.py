import datetime as dt

import pytest
from django.urls import reverse

from perennial.kernel import clock, manifests
from perennial.kernel.manifests import Moment, TimelineSource
from perennial.timeline.actions import correct_touchpoint, log_touchpoint, pin_touchpoint, withdraw_touchpoint
from perennial.timeline.queries import Choice, pinned_of, story_of

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def _another_source(monkeypatch):
    def moments(party_id, before, kinds, limit):
        all_of_them = [
            Moment(at=NOON - dt.timedelta(hours=n, minutes=30), id=n, kind="parcel", title=f"Parcel {n}") for n in range(6)
        ]
        return [m for m in all_of_them if before is None or (m.at, m.id) < before][:limit]

    source = TimelineSource(key="parcels", label="Parcels", icon="box", moments=moments, kinds=("parcel",))
    monkeypatch.setattr(manifests.timeline_sources, "_entries", {**manifests.timeline_sources._entries, "parcels": source})


def _log(party, by, hours, **what):
    return log_touchpoint(
        **({"kind": "note", "text": f"Note {hours}"} | what),
        party_id=party.pk,
        by=by,
        happened_at=NOON - dt.timedelta(hours=hours),
    )


def _titles(page):
    return [moment.text or moment.title for moment in page.moments]


@pytest.mark.usefixtures("_another_source")
def test_sources_are_merged_by_time_and_paged_without_gap_or_double(ana, juno):
    for hours in range(5):
        _log(juno, ana, hours)
    whole = _titles(story_of(juno.pk, limit=100))
    assert whole[:4] == ["Note 0", "Parcel 0", "Note 1", "Parcel 1"]
    paged, before = [], None
    while True:
        page = story_of(juno.pk, before=before, limit=3)
        paged += _titles(page)
        if (before := page.more_before) is None:
            break
    assert paged == whole


@pytest.mark.usefixtures("_another_source")
def test_entries_of_the_same_moment_are_all_shown(ana, juno):
    for n in range(7):
        _log(juno, ana, 0, text=str(n))
    first = story_of(juno.pk, choice=Choice(group="notes"), limit=4)
    second = story_of(juno.pk, before=first.more_before, choice=Choice(group="notes"), limit=4)
    assert sorted(_titles(first) + _titles(second)) == list("0123456")
    assert second.more_before is None


@pytest.mark.usefixtures("_another_source")
def test_a_story_is_narrowed_by_kind_direction_member_and_words(ana, magnus, juno):
    _log(juno, ana, 1, text="Likes oak")
    _log(juno, magnus, 2, kind="call", text="Spoke of Oak")
    _log(juno, None, 3, kind="email", direction="in", text="Hello")
    shown = {
        "notes": _titles(story_of(juno.pk, choice=Choice(group="notes"))),
        "talks": _titles(story_of(juno.pk, choice=Choice(group="talks"))),
        "in": _titles(story_of(juno.pk, choice=Choice(direction="in"))),
        "magnus": _titles(story_of(juno.pk, choice=Choice(member_id=magnus.pk))),
        "oak": _titles(story_of(juno.pk, choice=Choice(text="oak"))),
        "parcels": len(story_of(juno.pk, choice=Choice(group="parcels")).moments),
        "nonsense": len(story_of(juno.pk, choice=Choice(group="nonsense")).moments),
    }
    assert shown == {
        "notes": ["Likes oak"],
        "talks": ["Spoke of Oak"],
        "in": ["Hello"],
        "magnus": ["Spoke of Oak"],
        "oak": ["Likes oak", "Spoke of Oak"],
        "parcels": 6,
        "nonsense": 9,
    }


def test_a_correction_is_shown_merged_with_the_original_behind_it(ana, juno):
    first = _log(juno, ana, 5, text="Wants the blue one")
    correct_touchpoint(correct_touchpoint(first, by=ana, text="the green one"), by=ana, text="the teal one")
    gone = _log(juno, ana, 6)
    withdraw_touchpoint(gone, by=ana)
    (moment,) = story_of(juno.pk).moments
    assert moment.text == "the teal one"
    assert [version.text for version in moment.data["older"]] == ["the green one", "Wants the blue one"]
    assert moment.recorded_at == NOON  # told five hours late


def test_pins_show_the_last_version_and_leave_with_a_withdrawal(ana, juno):
    note = _log(juno, ana, 5, text="Nuts")
    pin_touchpoint(note, by=ana)
    correct_touchpoint(note, by=ana, text="Hazelnuts")
    assert [moment.text for moment in pinned_of(juno.pk)] == ["Hazelnuts"]
    withdraw_touchpoint(note, by=ana)
    assert pinned_of(juno.pk) == []


@pytest.mark.parametrize("entries", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(client, ana, juno, entries, django_assert_num_queries, monkeypatch):
    own = {"timeline": manifests.timeline_sources.get("timeline")}  # other slices count their own
    monkeypatch.setattr(manifests.timeline_sources, "_entries", own)
    for hours in range(entries):
        correct_touchpoint(_log(juno, ana, hours), by=ana, text="Better")
    client.force_login(ana)
    url = reverse("timeline:story", args=[juno.pk])
    client.get(url, headers={"hx-request": "true"})
    with django_assert_num_queries(8):
        answer = client.get(url, headers={"hx-request": "true"})
    assert answer.content.decode().count("Better") >= entries


@pytest.mark.parametrize(
    "before", ["x", "~", "2026-01-01~1", "2026-01-01T00:00:00+00:00~99999999999999999999", "0001-01-01T00:00:00+14:00~5"]
)
def test_a_position_that_makes_no_sense_shows_the_newest(client, ana, juno, before):
    _log(juno, ana, 1)
    client.force_login(ana)
    assert client.get(reverse("timeline:story", args=[juno.pk]), {"before": before, "member": "-1"}).status_code == 200
