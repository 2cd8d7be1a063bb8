"""What people offers to the slices above and to the shell."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.kernel import manifests
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.live.hearing import Hearing, hearings
from perennial.kernel.manifests import Command, Deed, Hit, Move, NavItem, PersonalData, SearchSource
from perennial.kernel.money import Money
from perennial.lake.sources import sources
from perennial.people import custom, notices  # noqa: F401 - names its kinds of notification
from perennial.people.actions import Conflict, IdentityTaken, Refused, StaleRelation
from perennial.people.choices import PartyKind
from perennial.people.hearing import heard_by, owners_of
from perennial.people.history import field_of_party, record_for
from perennial.people.kind import CUSTOMERS
from perennial.people.lake import CUSTOMER_SOURCE
from perennial.people.models import Party
from perennial.people.queries import Found, find_parties, recent_parties
from perennial.people.queries.history import stage_moments
from perennial.people.queries.typed import Typed
from perennial.people.rules import may_create, may_delete, may_edit, may_see, may_see_looks
from perennial.people.words import held_in_names, index_names
from perennial.records.custom.searching import said_found
from perennial.records.kinds import kinds
from perennial.search.models import Vocabulary
from perennial.search.snippets import Piece
from perennial.search.sources import Holder, holders
from perennial.team.histories import History, histories


def _find(actor: Any, text: str, limit: int) -> Sequence[Hit]:
    return [_hit(found, place, text) for place, found in enumerate(find_parties(actor, text, limit))]


def _recent(actor: Any, limit: int) -> Sequence[Hit]:
    return [_hit(Found(party), place) for place, party in enumerate(recent_parties(actor, limit))]


def _hit(found: Found, place: int, text: str = "") -> Hit:
    party = found.party
    return Hit(
        url=reverse("people:party", args=[party.pk]),
        title=party.name,
        detail=found.by.value if found.by else _known_by(party),
        icon="building-2" if party.kind == PartyKind.ORGANISATION else "user-round",
        rank=10.0 - place / 100,
        meant=found.meant,
        snippet=_snippet(found, text),
    )


def _snippet(found: Found, text: str) -> tuple[Piece, ...]:
    """The field of the business by which somebody was found."""
    words = found.words(Typed.of(text)) if found.field else ()
    return said_found(found.field, {f"{word}*" for spellings in words for word in spellings})


def _known_by(party: Party) -> str:
    """What tells namesakes apart at a glance: where they are, how far they got, what they brought."""
    value = Money(party.value_minor, party.currency).shown(whole=True) if party.value_minor else ""
    return " · ".join(str(part) for part in (party.city or party.get_kind_display(), party.get_stage_display(), value) if part)


sources.add(CUSTOMER_SOURCE)
custom.offer()
manifests.nav.add(
    NavItem(
        key="customers",
        label=_("Customers"),
        icon="users-round",
        url_name="people:list",
        order=20,
        may=may_see,
        shortcut="c",
        phone=True,
    )
)
manifests.commands.add(
    Command(
        key="new-customer",
        label=_("New customer"),
        icon="user-round-plus",
        url_name="people:create",
        words=_("add create person organisation company contact client"),
        order=10,
        may=may_create,
        dialog=True,
        shortcut="n",
        takes="name",
        named=_("New customer “%(text)s”"),
    ),
    Command(
        key="duplicates",
        label=_("Find duplicates"),
        icon="copy",
        url_name="people:duplicates",
        words=_("merge join double twice same"),
        order=70,
        may=may_see,
    ),
    Command(
        key="merges",
        label=_("Undo a merge"),
        icon="split",
        url_name="people:merges",
        words=_("duplicates part again take back"),
        order=71,
        may=may_create,
    ),
    Command(
        key="deleted-customers",
        label=_("Deleted customers"),
        icon="archive-restore",
        url_name="people:deleted",
        words=_("restore undo trash bin erase"),
        order=80,
        may=may_delete,
    ),
)
manifests.search_sources.add(SearchSource(key="customers", label=_("Customers"), find=_find, recent=_recent, order=10))
holders.add(Holder(key="people.Party", vocabulary=Vocabulary.NAMES, held=held_in_names, fill=index_names, version=1, order=10))
manifests.timeline_sources.add(
    manifests.TimelineSource(
        key="stages", label=_("Stages"), icon="milestone", moments=stage_moments, kinds=("stage",), order=60
    )
)


manifests.panels.add(
    manifests.Panel(key="people.custom", template="people/party/custom.html", context=custom.panel, place="side", order=10)
)
kinds.add(CUSTOMERS)
manifests.personal_data.add(
    PersonalData(key="people.Party", path="pk", order=0),
    PersonalData(key="people.Identity", path="party", order=1),
    PersonalData(key="people.Address", path="party", order=2),
    PersonalData(key="people.Relation", path="subject object", order=3),
    PersonalData(key="people.RemovedRelation", path="subject object", order=3),
    PersonalData(key="people.Tagging", path="party", order=4),
    PersonalData(key="people.Remembrance", path="party", order=5),
    PersonalData(key="people.Anniversary", path="party", order=6),
    PersonalData(key="people.StageChange", path="party", order=7),
    PersonalData(key="people.SearchTerm", path="party", order=8),
    PersonalData(key="people.MatchKey", path="party", order=9),
    PersonalData(key="people.Uncompared", path="party", order=9),
    PersonalData(key="people.Suspicion", path="first second", order=9),
    PersonalData(key="people.Distinction", path="first second", order=9),
    PersonalData(key="people.Merge", path="survivor absorbed", order=9),
    PersonalData(key="people.Following", path="party", order=9),
)
manifests.moves.add(
    Move(key="people.Following", once=("member",), order=9),
    Move(
        key="people.Identity",
        once=("kind", "normal", "system"),
        words=lambda count: ngettext("%(count)s way to reach them", "%(count)s ways to reach them", count) % {"count": count},
        order=1,
    ),
    Move(
        key="people.Address",
        once=("lines", "locality", "postcode", "country"),
        words=lambda count: ngettext("%(count)s address", "%(count)s addresses", count) % {"count": count},
        order=2,
    ),
    Move(
        key="people.Relation",
        path="subject object",
        once=("subject", "object", "word"),
        words=lambda count: ngettext("%(count)s relation", "%(count)s relations", count) % {"count": count},
        order=3,
    ),
    Move(key="people.RemovedRelation", path="subject object", order=3),
    Move(
        key="people.Tagging",
        once=("tag",),
        words=lambda count: ngettext("%(count)s tag", "%(count)s tags", count) % {"count": count},
        order=4,
    ),
    Move(
        key="people.Remembrance",
        once=("kind", "text"),
        words=lambda count: ngettext("%(count)s thing to remember", "%(count)s things to remember", count) % {"count": count},
        order=5,
    ),
    Move(
        key="people.Anniversary",
        once=("name",),
        words=lambda count: ngettext("%(count)s anniversary", "%(count)s anniversaries", count) % {"count": count},
        order=6,
    ),
    Move(key="people.StageChange", order=7),
    Move(key="people.SearchTerm", how="derive", order=8),
    Move(key="people.MatchKey", how="derive", order=9),
    Move(key="people.Uncompared", how="derive", order=9),
    Move(key="people.Suspicion", path="first second", how="derive", order=9),
    Move(key="people.Distinction", path="first second", once=("first", "second"), order=9),
    Move(key="people.Merge", path="survivor absorbed", how="stay", order=9),
)
manifests.deeds.add(
    Deed(key="people.address.kept", label=_("Wrote down an address")),
    Deed(key="people.address.removed", label=_("Removed an address")),
    Deed(key="people.remembrance.kept", label=_("Wrote down something to remember")),
    Deed(key="people.remembrance.removed", label=_("Removed something to remember")),
    Deed(key="people.anniversary.kept", label=_("Wrote down an anniversary")),
    Deed(key="people.anniversary.removed", label=_("Removed an anniversary")),
    Deed(key="people.party.created", label=_("Created the customer")),
    Deed(key="people.party.updated", label=_("Changed the customer")),
    Deed(key="people.party.viewed", label=_("Opened the customer")),
    Deed(key="people.party.owner_changed", label=_("Changed who is responsible")),
    Deed(key="people.party.deleted", label=_("Deleted the customer")),
    Deed(key="people.party.restored", label=_("Restored the customer")),
    Deed(key="people.party.erased", label=_("Erased the customer for good")),
    Deed(key="people.party.merged", label=_("Merged another record into the customer")),
    Deed(key="people.party.absorbed", label=_("Merged the customer into another record")),
    Deed(key="people.party.unmerged", label=_("Took a merge back")),
    Deed(key="people.party.distinguished", label=_("Said that two customers are not the same")),
    Deed(key="people.party.suspected_again", label=_("Took back that two customers are not the same")),
    Deed(key="people.duplicates.looked_for", label=_("Looked for duplicates")),
    Deed(key="people.duplicates.merging_begun", label=_("Merged all certain duplicates")),
    Deed(key="people.duplicates.undoing_begun", label=_("Took many merges back")),
    Deed(key="people.duplicates.merging_stopped", label=_("Stopped merging duplicates")),
    Deed(key="people.party.exported", label=_("Took out what is known of the customer")),
    Deed(key="people.identity.added", label=_("Added how to reach the customer")),
    Deed(key="people.identity.updated", label=_("Changed how to reach the customer")),
    Deed(key="people.identity.made_primary", label=_("Chose how to reach the customer first")),
    Deed(key="people.identity.removed", label=_("Removed how to reach the customer")),
    Deed(key="people.relation.added", label=_("Connected two customers")),
    Deed(key="people.relation.changed", label=_("Changed how two customers belong together")),
    Deed(key="people.relation.removed", label=_("Parted two customers")),
    Deed(key="people.relation.restored", label=_("Let two customers belong together again")),
    Deed(key="people.tag.added", label=_("Added a tag")),
    Deed(key="people.tag.removed", label=_("Removed a tag")),
    Deed(key="people.stage.changed", label=_("Changed the stage")),
)
histories.add(
    History(
        key="people.party",
        label=_("Customer"),
        find=record_for,
        url=lambda party: reverse("people:party", args=[party.pk]),
        field=field_of_party,
        may_edit=may_edit,
        may_see_looks=may_see_looks,
        refusals=(Refused,),
        topic=lambda party: ("party", party.pk),
        order=10,
    )
)
manifests.api_routers.add(
    manifests.ApiRouter(
        key="people",
        routes="perennial.people.api.routes",
        refusals=(Refused,),
        conflicts=(Conflict, IdentityTaken, StaleRelation),
        order=20,
    )
)
hearings.add(Hearing(key="party", facts=owners_of, of=heard_by))

manifests.first_steps.add(
    manifests.FirstStep(
        key="customer",
        label=_("Or begin with one"),
        text=_("Add a customer by hand; a name is enough."),
        act=_("Add a customer"),
        url_name="people:create",
        icon="user-plus",
        may=may_create,
        dialog=True,
        order=25,
    )
)
works.add(
    Work(
        key="people.gather_stragglers_job",
        label=_("Moving what came late to a merged customer"),
        icon="merge",
        did=_("%(n)s moved"),
    ),
    Work(key="people.purge_old_merges", label=_("Letting go of what old merges kept for their undo"), icon="brush-cleaning"),
    Work(
        key="people.compare_changed_job",
        label=_("Looking for duplicates of changed customers"),
        icon="copy-check",
        did=_("%(n)s compared"),
    ),
    Work(key="people.merge_certain_job", label=_("Merging certain duplicates"), icon="merge", member=0, did=_("%(n)s merged")),
    Work(key="people.undo_run_job", label=_("Undoing a merge of many"), icon="undo-2", member=0, did=_("%(n)s undone")),
    Work(
        key="people.compare_everybody_job",
        label=_("Looking for duplicates among all customers"),
        icon="copy-check",
        did=_("%(n)s compared"),
    ),
)
