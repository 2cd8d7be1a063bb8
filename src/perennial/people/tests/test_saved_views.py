"""Views of a list: kept, changed, shared, pinned, begun with, deleted and brought back; and what happens when one is broken."""

from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from perennial.people.actions import add_tag, create_party
from perennial.people.models import Party
from perennial.records.models import Pin, StartingView, View
from perennial.team.models import AuditEntry, Member

LIST = "/customers/"
VIEWS = "/lists/customers/views/"


@pytest.fixture
def web(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    for name, stage in (("Ann", "loyal"), ("Bo", "lead"), ("Cleo", "lead")):
        party = create_party(by=olive, name=name, stage=stage, city="Berlin" if name == "Bo" else "")
        add_tag(party, "vip", by=olive)
    return client


def as_(member: Member) -> Client:
    browser = Client()
    browser.force_login(member)
    return browser


def names(browser: Client, query: str = "") -> list[str]:
    return [party.name for party in browser.get(LIST + query).context["page"].rows]


def kept(browser: Client, query: str, name: str = "Leads", **values: str) -> View:
    answer = browser.post(f"{VIEWS}new/{query}", {"name": name, **values})
    assert answer.status_code == 303, answer.content.decode()
    return View.objects.get(name=name)


def test_a_view_holds_what_the_list_showed(web: Client, olive: Member) -> None:
    view = kept(web, "?stage=lead&sort=-name&col=city,stage&density=compact")
    assert names(web, f"?view={view.pk}") == ["Cleo", "Bo"]
    page = web.get(f"{LIST}?view={view.pk}")
    assert [column.key for column in page.context["columns"]] == ["city", "stage"]
    assert page.context["is_compact"]
    assert not page.context["is_changed"]
    assert [tab.view for tab in page.context["tabs"] if not tab.view.key] == [view]
    assert AuditEntry.objects.filter(action="records.view.created", member=olive, object_id=view.pk).exists()


def test_a_changed_view_says_so_and_is_saved_or_left(web: Client) -> None:
    view = kept(web, "?stage=lead")
    changed = web.get(f"{LIST}?view={view.pk}&stage=lead&city=berlin&sort=name")
    assert changed.context["is_changed"]
    assert "Save the view" in changed.content.decode()
    assert names(web, f"?view={view.pk}") == ["Bo", "Cleo"]
    web.post(f"{VIEWS}{view.pk}/contents/{changed.context['query']}")
    assert names(web, f"?view={view.pk}") == ["Bo"]
    view.refresh_from_db()
    assert view.version == 2


def test_saving_a_view_is_taken_back_and_done_again(web: Client) -> None:
    view = kept(web, "?stage=lead&density=compact")
    changed = web.get(f"{LIST}?view={view.pk}&city=berlin&sort=-name").context["query"]

    def undo(address: str) -> str:
        answer = web.post(address)
        return [message.extra_tags for message in get_messages(answer.wsgi_request)][-1]

    back = undo(f"{VIEWS}{view.pk}/contents/{changed}")
    assert names(web, f"?view={view.pk}") == ["Bo"]
    again = undo(back)
    assert names(web, f"?view={view.pk}") == ["Bo", "Cleo"]
    assert web.get(f"{LIST}?view={view.pk}").context["is_compact"]
    web.post(back)  # of a version that is not there any more
    undo(again)
    assert names(web, f"?view={view.pk}") == ["Bo"]


def test_taking_the_last_filter_off_a_view_does_not_bring_it_back(web: Client) -> None:
    view = kept(web, "?stage=lead")
    chip = web.get(f"{LIST}?view={view.pk}").context["chips"][0]
    assert names(web, chip.off) == ["Ann", "Bo", "Cleo"]


def test_an_address_that_says_only_how_it_looks_keeps_what_the_view_asks(web: Client) -> None:
    view = kept(web, "?stage=lead&sort=-name&col=city&group=stage")
    board = web.get(f"{LIST}?view={view.pk}&layout=board:stage").context
    assert {column.key: column.count for column in board["board"].columns} == {"lead": 2}
    assert (board["state"].look.sort, board["state"].look.columns) == ("-name", ("city",))
    assert board["is_changed"]
    assert web.get(f"{LIST}?view={view.pk}&density=compact").context["groups"]
    assert not web.get(f"{LIST}?view={view.pk}&group=").context["groups"]
    assert names(web, f"?view={view.pk}&sort=name") == ["Bo", "Cleo"]


def test_what_is_shown_unchanged_is_no_change(web: Client) -> None:
    def shown(query: str) -> str:
        page = web.get(LIST + query).context
        columns = [column.key for column in page["columns"]]
        look = page["state"].look
        answer = web.post(
            f"/lists/customers/look/{page['query']}", {"column": columns, "group": look.group, "density": look.density}
        )
        return answer["Location"].removeprefix(LIST)

    view = kept(web, "?stage=lead")
    assert not web.get(LIST + shown(f"?view={view.pk}")).context["is_changed"]
    own = kept(web, "?stage=lead&col=city,stage", "Cities")
    assert not web.get(LIST + shown(f"?view={own.pk}")).context["is_changed"]
    assert shown("?view=all") == "?view=all"
    assert not web.get(f"{LIST}?view=all").context["may_keep_view"]


def test_a_filter_and_a_text_are_added_to_what_the_view_holds(web: Client) -> None:
    view = kept(web, "?stage=lead")
    form = web.get(f"/lists/customers/filters/city/?view={view.pk}").context["carried"]
    assert names(web, f"?{urlencode([*form, ('city', 'Berlin')])}") == ["Bo"]
    text = web.get(f"{LIST}?view={view.pk}").context["carried"]
    assert names(web, f"?{urlencode([*text, ('q', 'cleo')])}") == ["Cleo"]
    assert names(web, f"?{urlencode([*text, ('q', 'ann')])}") == []


def test_a_name_is_needed_once(web: Client) -> None:
    kept(web, "?stage=lead")
    assert web.post(f"{VIEWS}new/", {"name": "leads"}).status_code == 422
    assert web.post(f"{VIEWS}new/", {"name": ""}).status_code == 422
    assert web.post(f"{VIEWS}new/?stage=emperor", {"name": "Broken"}).status_code == 422
    assert View.objects.count() == 1


def test_private_and_shared(web: Client, ana: Member, vik: Member, magnus: Member) -> None:
    mine, ours = kept(web, "?stage=lead", "Mine"), kept(web, "?stage=loyal", "Ours", shared="on")
    agent, viewer, manager = as_(ana), as_(vik), as_(magnus)
    assert agent.get(f"{LIST}?view={mine.pk}").status_code == 404
    assert names(agent, f"?view={ours.pk}") == ["Ann"]
    for verb in ("", "contents/", "deletion/"):
        assert agent.post(f"{VIEWS}{ours.pk}/{verb}", {"name": "Theirs"}).status_code == 404
    assert viewer.post(f"{VIEWS}new/", {"name": "Nosy", "shared": "on"}).status_code == 303
    assert not View.objects.get(name="Nosy").shared
    assert manager.post(f"{VIEWS}{ours.pk}/", {"name": "Loyal", "shared": "on"}).status_code == 303
    agent.post(f"{VIEWS}{ours.pk}/pin/", {"on": ""})
    assert Pin.objects.filter(member=ana).count() == 1
    web.post(f"{VIEWS}{ours.pk}/", {"name": "Loyal"})
    assert not Pin.objects.filter(member=ana).exists()
    assert agent.get(f"{LIST}?view={ours.pk}").status_code == 404


def test_a_deleted_view_comes_back_with_its_tab(web: Client) -> None:
    view = kept(web, "?stage=lead")
    for _ in range(2):
        web.post(f"{VIEWS}{view.pk}/deletion/")
        assert web.get(f"{LIST}?view={view.pk}").status_code == 404
        web.post(f"{VIEWS}{view.pk}/restoration/")
        assert [tab.view for tab in web.get(LIST).context["tabs"] if not tab.view.key] == [view]
    assert AuditEntry.objects.filter(action="records.view.deleted").count() == 2


def test_a_list_opens_with_the_members_view_else_with_the_roles(web: Client, ana: Member) -> None:
    leads, loyal = kept(web, "?stage=lead", "Leads", shared="on"), kept(web, "?stage=loyal", "Loyal", shared="on")
    agent = as_(ana)
    web.post(f"{VIEWS}{leads.pk}/roles/", {"role": ["agent", "viewer"]})
    assert names(agent) == ["Bo", "Cleo"]
    assert names(agent, "?view=all") == ["Ann", "Bo", "Cleo"]
    assert names(agent, "?q=ann") == ["Ann"]
    agent.post(f"{VIEWS}{loyal.pk}/start/")
    assert names(agent) == ["Ann"]
    agent.post(f"{VIEWS}{loyal.pk}/start/", {"off": ""})
    assert names(agent) == ["Bo", "Cleo"]
    web.post(f"{VIEWS}{leads.pk}/roles/", {})
    assert names(agent) == ["Ann", "Bo", "Cleo"]
    assert not StartingView.objects.exists()


def test_a_private_view_begins_no_role(web: Client, ana: Member) -> None:
    view = kept(web, "?stage=lead")
    assert web.post(f"{VIEWS}{view.pk}/roles/", {"role": ["agent"]}).status_code == 422
    assert as_(ana).post(f"{VIEWS}{view.pk}/roles/", {"role": ["agent"]}).status_code == 403


def test_a_view_of_a_field_that_is_gone_shows_nothing_until_it_is_mended(web: Client) -> None:
    view = kept(web, "?stage=lead")
    View.objects.update(
        condition={"all": [{"field": "stage", "value": "lead"}, {"field": "shoe", "value": "42"}]},
        columns=["shoe", "city"],
        sort="-shoe",
    )
    answer = web.get(f"{LIST}?view={view.pk}")
    page = answer.content.decode()
    assert answer.context["page"].rows == []
    assert "no field “shoe”" in page
    assert "is gone, or not yours to see" in page
    assert b"Bo" not in b"".join(web.get(f"/lists/customers/export.csv?view={view.pk}").streaming_content)  # type: ignore[arg-type]
    assert names(web, answer.context["query"]) == ["Bo", "Cleo"]
    web.post(f"{VIEWS}{view.pk}/contents/{answer.context['query']}")
    assert names(web, f"?view={view.pk}") == ["Bo", "Cleo"]


def test_columns_and_density_stay_for_the_list_without_a_view(web: Client) -> None:
    web.post("/lists/customers/look/", {"column": ["city", "phone"], "density": "compact", "group": "stage"})
    page = web.get(LIST).context
    assert [column.key for column in page["columns"]] == ["city", "phone"]
    assert page["is_compact"]


def test_groups_have_their_counts_and_lead_to_themselves(web: Client) -> None:
    context = web.get(f"{LIST}?group=stage").context
    assert [(str(each["group"].label), each["group"].page.count) for each in context["groups"]] == [("Lead", 2), ("Loyal", 1)]
    assert names(web, context["groups"][0]["url"]) == ["Bo", "Cleo"]
    assert [str(each["group"].label) for each in web.get(f"{LIST}?group=tag").context["groups"]] == ["vip"]
    assert [str(each["group"].label) for each in web.get(f"{LIST}?group=owner").context["groups"]] == ["Without Owner"]


def test_the_sum_row_adds_up_each_currency(web: Client) -> None:
    for name, minor, currency in (("Ann", 10_000, "EUR"), ("Bo", 250, "EUR"), ("Cleo", 99, "USD")):
        Party.objects.filter(name=name).update(value_minor=minor, currency=currency, orders=2)
    sums = web.get(LIST).context["sums"]
    assert sums.count == 3
    assert not web.get(f"{LIST}?col=city").context["sums"]  # what is not shown is not added up
    assert [[str(amount) for amount in total.amounts] for total in sums.totals] == [["€102.50", "$0.99"], ["6"]]


def test_the_builder_begins_with_the_field_from_which_somebody_came(web: Client) -> None:
    link = web.get("/lists/customers/filters/last_order/?stage=lead").context["builder"]
    rows = web.get(f"/lists/customers/conditions/{link}").context["builder"].first.rows
    assert [row.field.key for row in rows] == ["stage", "last_order"]
    again = web.get("/lists/customers/conditions/?stage=lead&begin=stage").context["builder"].first.rows
    assert [row.field.key for row in again] == ["stage"]
    assert len(web.get("/lists/customers/conditions/?begin=nothing").context["builder"].first.rows) == 1


def test_the_builder_adds_takes_out_and_shows(web: Client) -> None:
    address = "/lists/customers/conditions/"
    assert (
        web.get(address + '?where={"not":{"any":[{"field":"stage","value":"lead"},{"field":"city","value":"x"}]}}')
        .context["builder"]
        .nested
    )
    sent = {
        "match": "any",
        "g0.match": "all",
        "g0.r0.field": "city",
        "g0.r0.asked": "not-is",
        "g0.r0.value": "Berlin",
        "g1.match": "none",
        "g1.r0.field": "last_order",
        "g1.r0.asked": "before",
        "g1.r0.value": "last",
        "g1.r0.count": "30",
        "g1.r0.unit": "day",
        "kept": "[]",
    }
    step = web.post(address, {**sent, "act": "row:g1"})
    assert [len(group.rows) for group in step.context["builder"].groups] == [1, 2]
    assert web.post(address, {**sent, "act": "drop:g1.r0"}).context["builder"].nested[0].rows == []
    incomplete = web.post(address, {**sent, "g0.r0.value": "", "act": "show"})
    assert incomplete.status_code == 422
    shown = web.post(address, {**sent, "act": "show"})
    assert shown.status_code == 302
    assert names(web, shown["Location"].removeprefix(LIST)) == ["Ann", "Bo", "Cleo"]
    again = web.get(address + shown["Location"].removeprefix(LIST)).context["builder"]
    assert again.match == "any"
    assert again.nested[0].match == "none"


def test_a_row_of_the_builder_changes_its_field_without_a_word_of_reproach(web: Client) -> None:
    sent = {"match": "all", "g0.match": "all", "g0.r0.field": "stage", "g0.r0.asked": "contains", "g0.r0.value": ""}
    row = web.post("/lists/customers/conditions/", sent).context["builder"].first.rows[0]
    assert (row.asked, str(row.wrong)) == ("any_of", "")


def test_the_audit_log_says_in_words_what_was_taken_out(web: Client) -> None:
    asked = ("?stage=lead&city=Berlin&col=value", "", f"?record={Party.objects.get(name='Ann').pk}", "?stage=emperor")
    said = []
    for query in asked:
        web.get("/lists/customers/export.csv" + query)
        said.append(AuditEntry.objects.filter(action="records.list.exported").latest("pk").changes["filter"][1])
    assert said == [
        "Stage is Lead and City is Berlin",
        "all",
        "1 that was ticked",
        "nothing: a part of the filter could not be understood",
    ]
