"""The screens of customers: who may, what they answer, how many queries they ask."""

import csv
import datetime as dt
import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from perennial.people import actions
from perennial.people.models import Identity, Party, Relation, Tag
from perennial.team.models import AuditEntry, Member

NOON = dt.datetime(2026, 3, 18, 12, tzinfo=dt.UTC)


def at(name: str, *args: object) -> str:
    return reverse(f"people:{name}", args=args)


@pytest.fixture
def web(client: Client, olive: Member) -> Client:
    client.force_login(olive)
    return client


def text_of(answer: object) -> str:
    return b"".join(answer).decode()  # type: ignore[call-overload]


@pytest.mark.parametrize("name", ["list", "deleted", "create"])
def test_an_empty_house_has_its_pages(web: Client, name: str) -> None:
    assert web.get(at(name)).status_code == 200


def test_strangers_sign_in_first(client: Client, ann: Party) -> None:
    for address in (at("list"), at("party", ann.pk), at("data", ann.pk)):
        assert client.get(address).status_code == 302


def test_a_long_address_breaks_before_its_at_and_its_dots(web: Client, olive: Member, ann: Party) -> None:
    actions.add_identity(ann, "email", "ann.angstrom@pottery.example.com", by=olive)
    page = web.get(at("party", ann.pk)).content.decode()
    assert '<span dir="ltr">ann<wbr>.angstrom<wbr>@pottery<wbr>.example<wbr>.com</span>' in page


def test_viewers_read_and_do_nothing_else(client: Client, vik: Member, ann: Party) -> None:
    client.force_login(vik)
    page = client.get(at("party", ann.pk)).content.decode()
    assert "Ann Ångström" in page
    assert at("edit", ann.pk) not in page
    for address in (at("edit", ann.pk), at("create"), at("data", ann.pk), at("deleted"), at("tags", ann.pk)):
        assert client.get(address).status_code == 403
    for address in (at("delete", ann.pk), at("undo", ann.pk, "x"), at("remove", ann.pk, "identities", 1)):
        assert client.post(address).status_code == 403
    assert Party.objects.kept().count() == 1


def test_details_of_somebody_else_are_not_found(web: Client, olive: Member, ann: Party, bo: Party) -> None:
    theirs = ann.identities.first()
    relation = actions.relate_parties(ann, "knows", actions.create_party(by=olive, name="C"), by=olive)
    assert theirs is not None
    assert web.post(at("remove", bo.pk, "identities", theirs.pk)).status_code == 404
    assert web.post(at("change", bo.pk, "identities", theirs.pk), {"value": "x@y.example"}).status_code == 404
    assert web.post(at("remove", bo.pk, "relations", relation.pk)).status_code == 404
    assert web.post(at("primary", bo.pk, theirs.pk)).status_code == 404
    assert web.get(at("add", bo.pk, "nonsense")).status_code == 404
    assert Identity.objects.filter(pk=theirs.pk).exists()


def test_the_page_of_a_customer_is_kept_in_the_audit_log_once_a_look(web: Client, olive: Member, ann: Party) -> None:
    for _ in range(2):
        answer = web.get(at("party", ann.pk))
    assert "018" in answer.content.decode() or "+46 18" in answer.content.decode()
    assert AuditEntry.objects.filter(action="people.party.viewed", object_id=ann.pk, member=olive).count() == 1


@pytest.mark.parametrize("name", ["party", "edit", "owner", "stage", "tags"])
def test_every_form_is_a_page_and_a_dialog(web: Client, ann: Party, name: str) -> None:
    assert web.get(at(name, ann.pk)).status_code == 200
    assert web.get(at(name, ann.pk), headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize("part", ["identities", "addresses", "remembrances", "anniversaries", "relations"])
def test_every_part_has_its_form(web: Client, ann: Party, part: str) -> None:
    assert web.get(at("add", ann.pk, part)).status_code == 200


def test_a_customer_is_created_with_the_first_facts(web: Client, olive: Member) -> None:
    values = {
        "kind": "person",
        "name": "Cleo Cruz",
        "email": "cleo@example.org",
        "phone": "030 1234567",
        "tags": "vip, Vip, new",
    }
    answer = web.post(at("create"), values)
    party = Party.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, at("party", party.pk))
    assert party.owner == olive
    assert {identity.normal for identity in party.identities.all()} == {"cleo@example.org", "+49301234567"}
    assert set(Tag.objects.values_list("name", flat=True)) == {"vip", "new"}


def test_a_known_identity_is_shown_once_and_let_go(web: Client, ann: Party) -> None:
    values = {"kind": "person", "name": "Anna", "email": "ANN@example.org"}
    warned = web.post(at("create"), values)
    assert warned.status_code == 422
    assert at("party", ann.pk) in warned.content.decode()
    assert Party.objects.count() == 1
    assert web.post(at("create"), values | {"anyway": "1"}).status_code == 303
    assert Party.objects.count() == 2


def edited(party: Party, **values: object) -> dict[str, object]:
    names = ("kind", "name", "given_name", "family_name", "city", "country", "version")
    return {name: getattr(party, name) for name in names} | values


def test_an_edit_can_be_undone(web: Client, ann: Party) -> None:
    answer = web.post(at("edit", ann.pk), edited(ann, city="Lund"), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    assert Party.objects.get(pk=ann.pk).city == "Lund"
    assert web.post(undo).status_code == 303
    assert Party.objects.get(pk=ann.pk).city == "Uppsala"
    web.post(undo)
    assert Party.objects.get(pk=ann.pk).version == 3


def test_details_come_and_go_and_come_back(web: Client, ann: Party, bo: Party) -> None:
    given = {
        "identities": {"kind": "email", "value": "ann@work.example"},
        "addresses": {"lines": "Storgatan 1\n2 tr", "locality": "Uppsala", "postcode": "753 31", "country": "SE"},
        "remembrances": {"kind": "usual", "text": "Flat white, oat"},
        "anniversaries": {"day": "29", "month": "2", "year": "1988"},
        "relations": {"word": "parent_of:inverse", "object": str(bo.pk), "note": "youngest"},
    }
    for part, values in given.items():
        assert web.post(at("add", ann.pk, part), values).status_code == 303, part
    page = web.get(at("party", ann.pk)).content.decode()
    for words in ("ann@work.example", "Storgatan 1", "Flat white, oat", "Child of", "29 February", "1988"):
        assert words in page or (words == "29 February" and "28 February" in page), words
    assert "Parent of" in web.get(at("party", bo.pk)).content.decode()
    for part, model in {"remembrances": "remembrances", "addresses": "addresses", "anniversaries": "anniversaries"}.items():
        one = getattr(ann, model).get()
        assert web.get(at("change", ann.pk, part, one.pk)).status_code == 200
        answer = web.post(at("remove", ann.pk, part, one.pk), headers={"HX-Request": "true"})
        assert getattr(ann, model).count() == 0
        web.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])
        assert getattr(ann, model).count() == 1, part
    relation = Relation.objects.get()
    answer = web.post(at("remove", ann.pk, "relations", relation.pk), headers={"HX-Request": "true"})
    web.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])
    assert Relation.objects.get().subject == bo


def test_stage_owner_and_tags_are_changed_and_taken_back(web: Client, ann: Party, magnus: Member) -> None:
    for address, values in (
        (at("stage", ann.pk), {"after": "loyal", "because": "Every week"}),
        (at("owner", ann.pk), {"owner": magnus.pk}),
        (at("tags", ann.pk), {"name": "vip"}),
    ):
        answer = web.post(address, values, headers={"HX-Request": "true"})
        assert answer.status_code == 204, answer.content
        web.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])
    ann.refresh_from_db()
    assert (ann.stage, ann.owner) == ("lead", None)
    assert [tagging.tag.name for tagging in ann.taggings.all()] == ["regular"]
    assert "Every week" in web.get(at("party", ann.pk)).content.decode()


def test_deleting_takes_it_from_the_list_and_restoring_brings_it_back(web: Client, ann: Party) -> None:
    web.post(at("delete", ann.pk))
    assert "Ann Ångström" not in web.get(at("list") + "?q=ann").content.decode().split('id="results"')[1].split("</main>")[0]
    assert web.get(at("party", ann.pk)).status_code == 410
    assert "Ann Ångström" in web.get(at("deleted")).content.decode()
    assert web.post(at("restore", ann.pk)).status_code == 303
    assert web.get(at("party", ann.pk)).status_code == 200


def test_the_list_asks_the_same_for_one_and_for_three(web: Client, olive: Member, ann: Party) -> None:
    address = at("list")
    web.post("/lists/customers/look/", {"column": ["stage", "value", "owner", "tag", "city", "email", "birthday"]})
    web.get(address)  # what is kept in memory afterwards
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert web.get(address).status_code == 200
        counts.append(len(asked))
        for name in ("B", "C"):
            actions.create_party(by=olive, name=name, owner=olive, tags=["x", name])
    assert counts[0] == counts[1] <= 18, [q["sql"][:120] for q in asked]


def test_the_page_asks_the_same_for_one_and_for_three_of_everything(web: Client, olive: Member, ann: Party, bo: Party) -> None:
    counts = []
    for _round in range(2):
        for number in range(1 + 2 * _round):
            word = f"{_round}{number}"
            actions.add_identity(ann, "email", f"a{word}@example.org", by=olive)
            actions.keep_address(ann, by=olive, lines=word)
            actions.keep_remembrance(ann, by=olive, kind="usual", text=word)
            actions.keep_anniversary(ann, by=olive, month=1, day=1, name=word)
            actions.relate_parties(ann, f"w{word}", bo, by=olive)
            actions.add_tag(ann, word, by=olive)
            actions.change_stage(ann, ["loyal", "active", "new", "lost"][number + _round], by=olive)
        web.get(at("party", ann.pk))
        with CaptureQueriesContext(connection) as asked:
            web.get(at("party", ann.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_filters_sorts_and_columns(web: Client, olive: Member, ann: Party, bo: Party, harbour: Party) -> None:
    actions.tell_figures([{"party_id": bo.pk, "orders": 2, "value_minor": 5000, "currency": "EUR"}])
    actions.assign_owner(harbour, olive, by=olive)
    tag = Tag.objects.get()

    def listed(query: str) -> list[str]:
        page = web.get(f"{at('list')}?{query}").context["page"]
        return [party.name for party in page.rows]

    assert listed("") == ["Ann Ångström", "Bo Berg", "Harbour & Vale"]
    assert listed("kind=organisation") == ["Harbour & Vale"]
    assert listed("stage=lead&stage=new&orders.from=1") == ["Bo Berg"]
    assert listed("orders.to=0") == ["Ann Ångström", "Harbour & Vale"]
    assert listed(f"owner={olive.pk}") == ["Harbour & Vale"]
    assert listed("owner=none") == ["Ann Ångström", "Bo Berg"]
    assert listed(f"tag={tag.pk}") == ["Ann Ångström"]
    assert listed("city=uppsala&country=SE") == ["Ann Ångström"]
    assert listed("value.from=50&value.to=50") == ["Bo Berg"]
    assert listed("value.from=50.01") == []
    assert listed("q=vale") == ["Harbour & Vale"]
    assert listed("created.from=2020-01-01&created.to=9999-12-31") == ["Ann Ångström", "Bo Berg", "Harbour & Vale"]
    assert listed("created.from=0001-01-01&created.to=2020-01-01") == []
    assert listed("last_order.from=2020-01-01") == []
    assert listed("sort=value")[0] == "Bo Berg"
    assert listed("sort=-value")[-1] == "Bo Berg"
    assert listed("sort=-name") == ["Harbour & Vale", "Bo Berg", "Ann Ångström"]
    assert listed("sort=nonsense&page=0&group=shoe&col=shoe,name") == listed("")
    assert listed(f"tag.any_of={tag.pk}&tag.any_of=none") == listed("")
    assert listed("last_order.empty=1&value.to=0") == ["Ann Ångström", "Harbour & Vale"]
    assert listed("email=ANN@example.org") == ["Ann Ångström"]
    assert listed("domain=example.org&phone.filled=1") == ["Ann Ångström"]
    assert listed('where={"not":{"any":[{"field":"city","operator":"empty"},{"field":"kind","value":"organisation"}]}}') == [
        "Ann Ångström"
    ]


@pytest.mark.parametrize("query", ["stage=emperor", "owner=x", "created.from=tomorrow-ish", "shoe=1", "where=[", "value=lots"])
def test_a_filter_that_is_not_understood_shows_nothing_and_says_so(web: Client, ann: Party, query: str) -> None:
    answer = web.get(f"{at('list')}?{query}&kind=person")
    assert answer.context["page"].rows == []
    assert "cannot be understood" in answer.content.decode()
    mended = web.get(at("list") + answer.context["query"])
    assert [party.name for party in mended.context["page"].rows] == ["Ann Ångström"]


@pytest.mark.parametrize("sort", ["last_order", "last_contact"])
def test_the_unknown_sort_last_and_first_the_same_on_both_databases(web: Client, ann: Party, bo: Party, sort: str) -> None:
    field = f"{sort}_at"
    actions.tell_figures([{"party_id": bo.pk, field: bo.created_at}])
    for query, first in (
        (f"sort={sort}", "Bo Berg"),
        (f"sort=-{sort}", "Ann Ångström"),
        (f"sort={sort}&kind=person", "Bo Berg"),
    ):
        assert web.get(f"{at('list')}?{query}").context["page"].rows[0].name == first


def test_fifty_a_page(web: Client, olive: Member) -> None:
    for number in range(52):
        actions.create_party(by=None, name=f"P{number:03}")
    first = web.get(at("list")).context
    assert (len(first["page"].rows), first["page"].count, first["page"].has_next) == (50, 52, True)
    second = web.get(at("list") + first["next_url"]).context
    assert [party.name for party in second["page"].rows] == ["P050", "P051"]
    assert (second["page"].first, second["page"].last, second["next_url"]) == (51, 52, "")


EXPORT = "/lists/customers/export.csv"


def test_the_csv_holds_what_is_filtered_and_no_formula(web: Client, olive: Member, ann: Party, bo: Party) -> None:
    actions.edit_party(bo, by=olive, name='=HYPERLINK("http://evil.example")', city="@sum")
    everything = text_of(web.get(EXPORT + "?fields=all").streaming_content).removeprefix("\ufeff")
    table = list(csv.DictReader(io.StringIO(everything)))
    assert {row["name"] for row in table} == {"Ann Ångström", '\'=HYPERLINK("http://evil.example")'}
    assert next(row for row in table if row["name"].startswith("Ann"))["phone"] == "+46 18 471 00 00"
    only = text_of(web.get(EXPORT + "?city=Uppsala").streaming_content)
    assert "HYPERLINK" not in only
    assert "Ann" not in text_of(web.get(EXPORT + "?stage=emperor").streaming_content)
    assert AuditEntry.objects.filter(action="records.list.exported").count() == 3


def test_the_spreadsheet_has_days_and_amounts_and_no_formula(web: Client, olive: Member, ann: Party, bo: Party) -> None:
    actions.edit_party(bo, by=olive, name="=1+1")
    actions.tell_figures([{"party_id": bo.pk, "orders": 2, "value_minor": 512345, "currency": "EUR", "last_order_at": NOON}])
    answer = web.get("/lists/customers/export.xlsx?sort=value&col=value,last_order,owner,tag")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined, call-overload]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Name", "Value", "Last order", "Owner", "Tags"]
    assert rows[1] == ["=1+1", 5123.45, dt.datetime(2026, 3, 18, 13, 0), None, None]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert rows[2][4] == "regular"


def test_options_for_choosing_a_customer(web: Client, ann: Party, bo: Party) -> None:
    assert "Ann Ångström" in web.get(at("options") + "?q=angs").content.decode()
    assert "Bo Berg" not in web.get(at("options") + "?q=angs").content.decode()


def test_the_palette_finds_customers(web: Client, ann: Party) -> None:
    page = web.get(reverse("design:palette") + "?q=angstr").content.decode()
    assert "Ann Ångström" in page
    assert "Uppsala · Lead" in page  # tells namesakes apart
