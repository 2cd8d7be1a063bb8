"""Mentions in what is written about a customer: found by name, told once, refused where the customer may not be seen."""

import datetime as dt

import pytest
from django.test import Client

from perennial.kernel import clock
from perennial.people import actions as people
from perennial.people.models import Party
from perennial.team.choices import Reach
from perennial.team.inbox import inbox_page
from perennial.team.mentions import MentionUnclear, mentions_in, with_chips
from perennial.team.models import Member
from perennial.timeline.actions import TouchpointError, correct_touchpoint, log_touchpoint


@pytest.fixture
def ines(olive: Member) -> Party:
    return people.create_party(by=olive, name="Ines Moser")


def told(member: Member) -> list[str]:
    return [line.words for line in inbox_page(member).lines]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ask @Ana please", ["Ana"]),
        ("@ana, @VIK: look", ["Ana", "Vik"]),
        ("@ana@juniper.example knows", ["Ana"]),
        ("@Ana @Ana", ["Ana"]),
        ("write to ana@juniper.example", []),
        ("find us @anabel and @juniper_shop", []),
        ("@", []),
        ("no mention", []),
        ("(@Ana)", ["Ana"]),
    ],
)
def test_who_is_meant(text: str, names: list[str], ana: Member, vik: Member) -> None:
    assert [mention.member.name for mention in mentions_in(text)] == names


def test_the_longest_name_is_meant_and_a_shared_one_is_asked_for(ana: Member) -> None:
    anna = Member.objects.create_user("b@juniper.example", None, name="Ana Berger")
    assert [mention.member for mention in mentions_in("@Ana Berger knows")] == [anna]
    with pytest.raises(MentionUnclear, match=r"b@juniper\.example"):
        mentions_in("@Ana knows")


def test_a_mention_is_told_kept_by_id_and_shown_as_a_chip(olive: Member, ana: Member, ines: Party, client: Client) -> None:
    note = log_touchpoint(party_id=ines.pk, kind="note", by=olive, text="Ask @Ana <b>about</b> oat milk")
    assert note.properties["mentions"] == {str(ana.pk): "Ana"}
    assert told(ana) == ["Olive mentioned you at Ines Moser: “Ask @Ana <b>about</b> oat milk”"]
    client.force_login(olive)
    page = client.get(f"/customers/{ines.pk}/").content.decode()
    assert '<span class="mention">@<bdi>Ana</bdi></span> &lt;b&gt;about' in page


def test_only_who_may_see_the_customer_can_be_mentioned(olive: Member, ana: Member, ines: Party) -> None:
    ana.reach = Reach.OWN
    ana.save()
    with pytest.raises(TouchpointError, match="Ana may not see Ines Moser"):
        log_touchpoint(party_id=ines.pk, kind="note", by=olive, text="Ask @Ana")
    assert told(ana) == []


def test_a_correction_tells_only_whom_it_adds(olive: Member, ana: Member, vik: Member, ines: Party) -> None:
    note = log_touchpoint(party_id=ines.pk, kind="note", by=olive, text="@Ana")
    last = correct_touchpoint(note, by=olive, text="@Ana and @Vik")
    assert (len(told(ana)), len(told(vik))) == (1, 1)
    assert set(last.properties["mentions"]) == {str(ana.pk), str(vik.pk)}
    assert "mentions" not in correct_touchpoint(last, by=olive, text="nobody").properties


def test_followers_hear_of_a_complaint(olive: Member, vik: Member, ines: Party) -> None:
    people.follow_party(ines, by=vik)
    log_touchpoint(party_id=ines.pk, kind="complaint", by=olive, text="The tea was cold")
    assert told(vik) == ["Ines Moser complained: “The tea was cold”"]


def test_chips_are_escaped(ana: Member) -> None:
    assert str(with_chips("<i>@Ana", {str(ana.pk): "Ana"})) == '&lt;i&gt;<span class="mention">@<bdi>Ana</bdi></span>'
    assert with_chips("<i>", {}) == "<i>"


def test_colleagues_are_found_while_typing(ana: Member, vik: Member, client: Client) -> None:
    client.force_login(vik)
    page = client.get("/colleagues/?q=an").content.decode()
    assert 'data-value="Ana"' in page
    assert "Vik" not in page
    with clock.standing_at(clock.now() + dt.timedelta(days=1)):
        Member.objects.filter(pk=ana.pk).update(is_active=False)
    assert "Ana" not in client.get("/colleagues/?q=an").content.decode()


def test_only_who_may_see_the_customer_is_found_where_a_text_is_about_them(
    olive: Member, ana: Member, ines: Party, client: Client
) -> None:
    client.force_login(olive)
    address = f"/customers/{ines.pk}/colleagues/?q=an"
    assert f'data-mention="/customers/{ines.pk}/colleagues/"' in client.get(f"/customers/{ines.pk}/").content.decode()
    assert "Ana" in client.get(address).content.decode()
    Member.objects.filter(pk=ana.pk).update(reach=Reach.OWN)
    assert "Ana" not in client.get(address).content.decode()
    client.force_login(ana)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("given", [[1], "x", 5, True, {"1": 5}, {"1": ""}, {"1": None}])
def test_mentions_that_a_program_makes_up_break_no_page(olive: Member, ines: Party, client: Client, given: object) -> None:
    note = log_touchpoint(party_id=ines.pk, kind="note", by=olive, text="Wrote to @juniper", properties={"mentions": given})
    client.force_login(olive)
    assert "Wrote to @juniper" in client.get(f"/customers/{ines.pk}/").content.decode()
    assert correct_touchpoint(note, by=olive, text="Wrote to @Olive").properties["mentions"] == {str(olive.pk): "Olive"}
