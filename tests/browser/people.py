"""Customers for the screens of people: a few with everything that can be known of one."""

from playwright.sync_api import Locator, Page, expect

from perennial.people import actions
from perennial.people.actions import Known
from perennial.people.models import Party, Relation
from perennial.team.models import Member


def cleo(member: Member) -> Party:
    """A person of whom much is known."""
    bakery = actions.create_party(by=member, kind="organisation", name="Korn & Krume", city="Berlin")
    party = actions.create_party(
        by=member,
        name="Cleo Cruz-Hernández",
        given_name="Cleo",
        family_name="Cruz-Hernández",
        pronouns="she/her",
        job_title="Head baker",
        city="Berlin",
        country="DE",
        owner=member,
        stage="active",
        identities=[Known("email", "cleo.cruz@korn-und-krume.example"), Known("phone", "+4930123456")],
        tags=["regular", "wholesale"],
    )
    actions.add_identity(party, "handle", "@cleo", by=member, system="instagram", verified=True)
    actions.keep_address(party, by=member, lines="Sonnenallee 1", postcode="12047", locality="Berlin", country="DE")
    actions.keep_remembrance(party, by=member, kind="usual", text="Two crates of the dark roast")
    actions.keep_remembrance(party, by=member, kind="dislike", text="Calls before nine")
    actions.keep_anniversary(party, by=member, month=2, day=29, year=1988)
    actions.relate_parties(party, "works_at", bakery, by=member)
    actions.change_stage(party, "loyal", by=member, because="Orders every week")
    return party


def customers(member: Member) -> None:
    """A list of some length in several scripts."""
    party = cleo(member)
    actions.tell_figures(
        [{"party_id": party.pk, "orders": 12, "value_minor": 184_250, "currency": "EUR", "last_order_at": party.created_at}]
    )
    for name in ("山田太郎", "محمد الأمين", "Åsa Öberg", "Zoë 🌻 Smith", "W" * 120):
        actions.create_party(by=member, name=name, city="Reykjavík", tags=["regular"])


def list_page(member: Member) -> str:
    customers(member)
    return "/customers/"


def filtered_page(member: Member) -> str:
    customers(member)
    return "/customers/?stage=loyal&stage=lead&sort=-value&country=DE&value.from=10"


def grouped_page(member: Member) -> str:
    customers(member)
    return "/customers/?group=stage&density=compact"


def conditions_page(member: Member) -> str:
    customers(member)
    where = (
        '{"any":[{"not":{"field":"city","value":"Berlin"}},{"field":"last_order","operator":"before","value":"last-90-days"}]}'
    )
    return f"/lists/customers/conditions/?stage=lead&where={where}"


def party_page(member: Member) -> str:
    return f"/customers/{cleo(member).pk}/"


def edit_page(member: Member) -> str:
    return f"/customers/{cleo(member).pk}/edit/"


def tags_page(member: Member) -> str:
    return f"/customers/{cleo(member).pk}/tags/"


def relation_page(member: Member) -> str:
    return f"/customers/{cleo(member).pk}/relations/new/"


def relation_edited(member: Member) -> str:
    """A relation of Cleo's that is being said otherwise."""
    party = cleo(member)
    return f"/customers/{party.pk}/relations/{Relation.objects.get(subject=party).pk}/"


def meet_relation_conflict(page: Page) -> None:
    """The same note, saved after somebody else noted something."""
    relation = Relation.objects.get(subject__name="Cleo Cruz-Hernández")
    note = f"{relation.note} Runs the bakery with her brother.".strip()
    actions.edit_relation(relation, by=None, version=relation.version, word=relation.word, note=note)
    page.get_by_label("Note").fill("Owner since 2019, signs every order herself")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="How they belong together was changed meanwhile")).to_be_visible()


def deleted_page(member: Member) -> str:
    actions.delete_party(cleo(member), by=member)
    return "/customers/deleted/"


def erase_page(member: Member) -> str:
    party = cleo(member)
    actions.delete_party(party, by=member)
    return f"/customers/{party.pk}/erasure/"


def open_editor(page: Page) -> Locator:
    """A fact of Cleo's page, open to be changed where it stands."""
    page.get_by_role("complementary", name="Details").locator("[data-edit$='/job_title/']").click()
    box = page.locator(".inplace").get_by_label("Job title")
    expect(box).to_be_focused()
    expect(page.locator(".inplace [name=was]")).to_be_attached()  # the form has come
    return box


def meet_conflict(page: Page) -> None:
    """The same fact, saved after somebody else saved another one."""
    box = open_editor(page)
    party = Party.objects.get(name="Cleo Cruz-Hernández")
    actions.edit_party(party, by=None, job_title=f"{party.job_title} and potter")
    box.fill("Owner of the bakery")
    box.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
