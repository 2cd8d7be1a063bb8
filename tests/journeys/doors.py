"""A small world with a record of every kind, and every address of the product with the ids of those records in it."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from perennial.audiences.actions import create_audience, delete_audience
from perennial.foresight.models import Report
from perennial.foresight.reporting import report_card
from perennial.foresight.science.histories import Log
from perennial.kernel import clock
from perennial.kernel.jobs.models import Job
from perennial.people.actions import (
    add_identity,
    add_tag,
    create_party,
    delete_party,
    keep_anniversary,
    keep_remembrance,
    merge_parties,
    relate_parties,
)
from perennial.people.kind import CUSTOMERS
from perennial.promises.actions import delete_follow_up, set_cadence, set_follow_up
from perennial.purchases.actions import Line, delete_order, delete_product, place_order, start_subscription
from perennial.purchases.models import Product
from perennial.records.actions import convert_field, create_view, define_field, delete_view, remove_field
from perennial.records.bulk.starting import Chosen, start_bulk
from perennial.records.conditions import EVERYTHING
from perennial.records.models import BulkChange
from perennial.records.state import State
from perennial.team.actions import invite_member, make_team, make_token
from perennial.team.choices import Role
from perennial.team.models import AuditEntry, Member, Notification
from perennial.team.permissions import GRANTS, Permission
from perennial.timeline.actions import log_touchpoint
from perennial.today.actions import snooze_row

STRANGER = "stranger"
EVERYBODY = (STRANGER, *(role.value for role in Role))
VIEW_DOORS = tuple(f"{verb}_view" for verb in ("edit", "settle", "pin", "start", "roles", "delete"))
GIVEN_DOORS = ("hide_view", "hide_view_for_all")
VALUE_DOORS = ("values", "value", "undo_value")
BULK_DOORS = ("change", "stop_bulk", "undo_bulk")
LIST_DOORS = (
    "tabs",
    "sums",
    "bulk",
    "bulk_now",
    "filter",
    "conditions",
    "look",
    "cards",
    "move",
    "panel",
    "csv",
    "xlsx",
    "create_view",
    "restore_view",
    *GIVEN_DOORS,
    *VIEW_DOORS,
    *VALUE_DOORS,
)


class Door(NamedTuple):
    """One address, filled with ids, and the view behind it."""

    name: str
    address: str
    view: Any

    @property
    def is_guarded(self) -> bool:
        return getattr(self.view, "guarded", False)

    def is_open_to(self, who: str) -> bool:
        if not self.is_guarded:
            return True
        permission = self.view.permission
        return who != STRANGER and (permission is None or Role(who) in GRANTS[permission])


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == "api":
            continue  # programs have a matrix of their own
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, f"{before}{entry.namespace}:" if entry.namespace else before)
        else:
            yield f"{before}{entry.name}", entry


@pytest.fixture
def members(workspace: object) -> dict[str, Member]:
    return {
        role.value: Member.objects.create_user(f"{role}@juniper.example", "correct horse battery", name=role.title(), role=role)
        for role in Role
    }


def records_of(owner: Member, name: str, domain: str, *, by: Member | None = None) -> dict[str, Any]:
    """Records of every kind around a customer of `owner`, written down by them or by `by`; by the name of the address that asks
    for one, or by how the address calls it."""
    by = by or owner
    party = create_party(by=by, owner=owner, name=name, stage="loyal")
    other = create_party(by=by, owner=owner, name=f"{name} Twin")
    works = create_party(by=by, owner=owner, name=f"{name} Works", kind="organisation")
    merge = merge_parties(other, create_party(by=by, owner=owner, name=f"{name} Double"), by=by, run=7)
    identity = add_identity(party, "email", f"me@{domain}", by=by)
    tag = add_tag(party, "regular", by=by)
    gone = delete_party(create_party(by=by, owner=owner, name=f"{name} Gone"), by=by)
    order = place_order(party, by=by, lines=[Line(total_minor=30_00, name="Slow Ferry")], currency="EUR")
    doubled = place_order(party, by=by, lines=[Line(total_minor=30_00, name="Twice")], currency="EUR")
    delete_order(doubled, by=by)
    subscription = start_subscription(party, by=by, name="Box", price_minor=100, started_on=clock.today())
    follow_up = set_follow_up(party_id=party.pk, text=f"Ask {name}", due_on=clock.today(), owner=owner, by=by)
    tomorrow = clock.today() + dt.timedelta(days=1)
    snooze = snooze_row(
        source="promises.follow_ups", key=str(follow_up.pk), party=party, until=tomorrow, reason=f"Not now {name}", by=by
    )
    mistaken = set_follow_up(party_id=party.pk, text=f"Mistaken {name}", due_on=clock.today(), owner=owner, by=by)
    dropped = delete_follow_up(mistaken, by=by)
    relation = relate_parties(party, "knows", other, by=by)
    touchpoint = log_touchpoint(party_id=party.pk, kind="note", by=by, text=f"Likes tea {name}")
    return {
        "people": party.pk,
        "records:move": party.pk,
        "records:panel": party.pk,
        "people:restore": gone.pk,
        "other_id": other.pk,
        "organisation": works.pk,
        "merge_id": merge.pk,
        "run": merge.run,
        "people:erase": gone.pk,
        "tag_id": tag.pk,
        "people:primary.pk": identity.pk,
        "pk": keep_remembrance(party, by=by, kind="usual", text=f"Oat milk {name}").pk,
        "part": "remembrances",
        "key": "x",
        "party_id": party.pk,
        "touchpoint_id": touchpoint.pk,
        "purchases": order.pk,
        "purchases:subscription_cancellation": subscription.pk,
        "purchases:subscription_pause": subscription.pk,
        "purchases:subscription_resumption": subscription.pk,
        "purchases:subscription_reinstatement": subscription.pk,
        "purchases:order_restoration": doubled.pk,
        "purchases:change_subscription": subscription.pk,
        "follow_up_id": follow_up.pk,
        "promises:restoration.follow_up_id": dropped.pk,
        "relation": relation.pk,
        "anniversary_id": keep_anniversary(party, by=by, name="birthday", month=5, day=5).pk,
        "source": "promises.follow_ups",
        "today": snooze.pk,
        "kind": "people.party",
        "team:history.id": party.pk,
        "team:looks.id": party.pk,
        "team:setting.id": party.pk,
        "entry": AuditEntry.objects.filter(object_id=party.pk).earliest("id").pk,
    }


def import_of(by: Member) -> int:
    """The id of a file that a member uploaded."""
    client = Client()
    client.force_login(by)
    file = SimpleUploadedFile("people.csv", b"Name,Email\nRosa,rosa@example.org\n")
    return int(client.post("/import/", {"kind": "persons", "file": file})["Location"].split("/")[2])


@pytest.fixture
def ids(members: dict[str, Member]) -> dict[str, Any]:
    """Records of the owner's, and what belongs to nobody in particular."""
    owner = members["owner"]
    known = records_of(owner, "Juno Hart", "example.org")
    target = Member.objects.create_user("tess@juniper.example", "correct horse battery", name="Tess", role=Role.AGENT)
    job = Job.objects.create(path="perennial.team.jobs.mail_nothing", state="dead")
    invitation = invite_member("ines@juniper.example", Role.AGENT, by=owner)[0]
    team = make_team("North", by=owner)
    everything = State(kind=CUSTOMERS, member=owner, fields=CUSTOMERS.fields_for(owner))
    view, put_away = (create_view(everything, name=name, shared=True, by=owner) for name in ("Regulars", "Forgotten"))
    return {
        **known,
        "purchases:product": (tea := Product.objects.create(sku="A1", name="Tea", currency="EUR")).pk,
        "purchases:product_deletion": tea.pk,
        "purchases:product_restoration": delete_product(
            Product.objects.create(sku="A2", name="Old tea", currency="EUR"), by=owner
        ).pk,
        "cadence_id": set_cadence(by=owner, ideal_days=5, max_days=9, stage="loyal").pk,
        "team": target.pk,
        "team:change_team": team.pk,
        "team:remove_team": team.pk,
        "team:cancel_job": job.pk,
        "team:retry_job": job.pk,
        "team:discard_job": job.pk,
        "team:resending": invitation.pk,
        "team:withdrawal": invitation.pk,
        **{f"records:{name}": view.pk for name in VIEW_DOORS},
        **{f"records:{name}.key": "risk" for name in GIVEN_DOORS},
        "records:restore_view": delete_view(put_away, by=owner).pk,
        **{f"records:{name}.kind": "customers" for name in LIST_DOORS},
        **{f"records:{name}": _bulk_of(owner, everything).pk for name in BULK_DOORS},
        "field": "city",
        **{f"records:{name}.id": known["people"] for name in VALUE_DOORS},
        "connect": import_of(owner),
        "connect:sample.key": "persons",
        "connect:export.key": "persons",
        "records": (field := define_field(by=owner, holder="customers", type="text", name="Nickname")).pk,
        "records:restore": remove_field(define_field(by=owner, holder="customers", type="text", name="Gone"), by=owner).pk,
        "records:fields.key": "customers",
        "records:new_field.key": "customers",
        "records:order.key": "customers",
        "records:conversion.pk": (conversion := convert_field(field, "long_text", by=owner)).pk,
        "records:undo_conversion.pk": conversion.pk,
        "team:opening": (told := _told(owner, "Juno Hart")).pk,
        "team:reading": told.pk,
        "audience_id": create_audience(by=owner, name="Everybody", condition=EVERYTHING).pk,
        "audiences:restoration.audience_id": delete_audience(
            create_audience(by=owner, name="Nobody any more", condition=EVERYTHING), by=owner
        ).pk,
        "audiences:switch_on.key": "vip",
        "audiences:ready_count.key": "vip",
        "token": "not-a-token",
        "team:token_revocation": make_token(by=owner, name="Shop", scopes=[Permission.SEE_CUSTOMERS])[0].pk,
        "uidb36": "1",
        "report_id": Report.objects.create(
            kind="card",
            as_of=clock.today(),
            horizon_days=30,
            currency="EUR",
            content=report_card(Log.of([0], [0]), 9, 30).as_plain(),
        ).pk,
        "provider_id": "nobody",
        "session_id": 10**9,
        "team:passkey_name": 10**9,
        "team:factor_removal": 10**9,
        "team:session_ending": 10**9,
        "team:provider_removal": 10**9,
    }


def _bulk_of(owner: Member, state: State) -> BulkChange:
    """A change of many records that the owner began."""
    return start_bulk(Chosen(state.wanted), "set.city", "Leith", by=owner)


def _told(owner: Member, about: str) -> Notification:
    """A notification of the owner's."""
    return Notification.objects.create(member=owner, kind="people.owner_given", about_name=about, url="/customers/")


def doors_of(ids: dict[str, Any]) -> list[Door]:
    """Every address of the product, with these ids in it."""
    found = []
    for name, pattern in _patterns(get_resolver()):
        slice_ = name.partition(":")[0]
        told = {
            part: next(ids[key] for key in (f"{name}.{part}", name if part == "id" else "", part, slice_) if key in ids)
            for part in pattern.pattern.converters or re.findall(r"<(\w+)>", str(pattern.pattern))
        }
        found.append(Door(name, reverse(name, kwargs=told), pattern.callback))
    return found


@pytest.fixture
def doors(ids: dict[str, Any]) -> list[Door]:
    """Every address of the product, with real ids in it."""
    return doors_of(ids)


@pytest.fixture
def browsers(members: dict[str, Member]) -> dict[str, Client]:
    """Somebody of each role who is signed in, and a stranger. A failure is an answer here, not an exception."""
    found = {who: Client(raise_request_exception=False) for who in EVERYBODY}
    for who, member in members.items():
        found[who].force_login(member)
    return found
