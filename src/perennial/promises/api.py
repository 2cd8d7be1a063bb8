"""The JSON face of promises: follow-ups."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from perennial.people.queries import party_for
from perennial.promises import actions
from perennial.promises.actions.following import locked
from perennial.promises.kind import FOLLOW_UPS
from perennial.promises.models import Completion, DeletedFollowUp, FollowUp
from perennial.promises.queries import deleted_follow_up_for, deleted_follow_ups_for, follow_up_for
from perennial.promises.queries.owners import owners
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.records.programs import SORTS, Count, FilterAsked, Listing, listing
from perennial.team.models import Member
from perennial.team.permissions import Permission
from perennial.team.rest import (
    Asked,
    Day,
    Flag,
    Given,
    Id,
    Routes,
    Shown,
    Sort,
    TimeOfDay,
    Whole,
    answer,
    expected_version,
    member_of,
    moment,
    named,
    nothing,
    page_answer,
    page_of,
    versioned,
    wrong,
)
from perennial.team.rest.schemas import Moment

follow_ups = Routes("Follow-ups", "What we mean to do for a customer by a day.")
KEEP = Permission.KEEP_PROMISES
Step = Annotated[str, Field(min_length=1, max_length=300)]


class Ending(Shown):
    """How it ended: done, or dropped with a reason."""

    at: Moment
    by_id: Id | None
    dropped_because: str


class FollowUpShown(Shown):
    id: Id
    customer_id: Id
    text: str
    due_on: Day
    due_time: Annotated[str, Field(pattern=r"^\d\d:\d\d(:\d\d(\.\d+)?)?$")] | None
    owner_id: Id
    is_open: Flag
    ending: Ending | None
    version: int
    created_at: Moment
    created_by_id: Id | None


class FollowUpPage(Shown):
    items: list[FollowUpShown]
    next: str | None
    count: Count | None = None


class DeletedFollowUpShown(Shown):
    """A follow-up that was deleted; restored, it is what it was."""

    id: Id
    customer_id: Id
    text: str
    due_on: Day
    deleted_at: Moment
    deleted_by_id: Id | None


class DeletedFollowUpPage(Shown):
    items: list[DeletedFollowUpShown]
    next: str | None


class DeletedAsked(Asked):
    q: Annotated[str, Field(max_length=100, description="Words of what was to be done.")] = ""


class FollowUpsAsked(FilterAsked):
    sort: Annotated[str, Field(max_length=80, description=f"{SORTS} due_on is the same as due.")] = "due_on"
    customer_id: Id | None = None
    owner_id: Id | None = None
    is_open: bool | None = None
    due_before: Day | None = None
    q: Annotated[str, Field(max_length=200, description="Words of what is to be done.")] = ""

    def listing(self, request: HttpRequest) -> Listing:
        """The follow-ups that are asked for, of customers that the member may see."""
        said = [
            Is("customer", Operator.ANY_OF, (str(self.customer_id),)) if self.customer_id else None,
            Is("owner", Operator.ANY_OF, (str(self.owner_id),)) if self.owner_id else None,
            Is("is_open", Operator.IS, self.is_open) if self.is_open is not None else None,
            Is("due", Operator.BEFORE, self.due_before) if self.due_before else None,
            Is("text", Operator.CONTAINS, self.q) if self.q.strip() else None,
        ]
        parts = (part for part in said if part is not None)
        return listing(FOLLOW_UPS, member_of(request), self, self.sort, *parts, names={"due_on": "due"})


class NewFollowUp(Given):
    """Without `owner_id` it is the token's member who will do it."""

    customer_id: Id
    text: Step
    due_on: Day
    due_time: TimeOfDay | None = None
    owner_id: Id | None = None


class FollowUpChanges(Given):
    """What changes, and the version from which the change starts (or `If-Match`)."""

    text: Step = ""
    due_on: Day | None = None
    due_time: TimeOfDay | None = None
    owner_id: Id | None = None
    version: Annotated[Whole, Field(ge=1, le=2**31 - 1)] | None = None


class EndingGiven(Given):
    """Done; or dropped, with the reason."""

    dropped_because: Annotated[str, Field(max_length=200)] = ""


@follow_ups.reads("/follow-ups", may=Permission.SEE_CUSTOMERS, tells=FollowUpPage)
def list_follow_ups(request: HttpRequest, asked: Query[FollowUpsAsked]) -> HttpResponse:
    """List follow-ups, those first that are due soonest."""
    page = asked.listing(request).page(asked)
    prefetch_related_objects(list(page.rows), "completion")
    return answer(page.told([follow_up_shown(follow_up) for follow_up in page.rows]))


@follow_ups.makes("/follow-ups", may=KEEP, tells=FollowUpShown)
def create_follow_up(request: HttpRequest, new: NewFollowUp) -> HttpResponse:
    """Promise to do something for a customer by a day."""
    by = member_of(request)
    party = named("customer_id", lambda: party_for(by, new.customer_id))
    owner = _owner_named(new.owner_id, by=by) if new.owner_id else by
    values = {"text": new.text, "due_on": new.due_on, "due_time": new.due_time}
    return _told(request, actions.set_follow_up(party_id=party.pk, owner=owner, by=by, **values).pk, status=201)  # type: ignore[arg-type]


@follow_ups.reads("/follow-ups/deleted", may=KEEP, tells=DeletedFollowUpPage)
def list_deleted_follow_ups(request: HttpRequest, asked: Query[DeletedAsked]) -> HttpResponse:
    """List deleted follow-ups that can be restored, the last one first."""
    rows = deleted_follow_ups_for(member_of(request), words=asked.q)
    return page_answer(page_of(rows, "-deleted_at", Sort("deleted_at", descending=True), asked), deleted_shown)


@follow_ups.reads("/follow-ups/{id}", may=Permission.SEE_CUSTOMERS, tells=FollowUpShown, one=True)
def read_follow_up(request: HttpRequest, id: Id) -> HttpResponse:
    """Read a follow-up."""
    return _told(request, id)


@follow_ups.changes("/follow-ups/{id}", may=KEEP, tells=FollowUpShown)
def update_follow_up(request: HttpRequest, id: Id, changes: FollowUpChanges) -> HttpResponse:
    """Give a follow-up other words, another day or another owner."""
    follow_up, given = follow_up_for(member_of(request), id), changes.model_fields_set
    version = expected_version(request, changes.version, follow_up.version)
    if "due_on" in given and changes.due_on is None:
        raise wrong(_("A follow-up is due on a day."), pointer="/due_on")
    if "owner_id" in given and changes.owner_id is None:
        raise wrong(_("A follow-up has an owner."), pointer="/owner_id")
    actions.edit_follow_up(
        follow_up,
        by=member_of(request),
        version=version,
        text=changes.text if "text" in given else follow_up.text,
        due_on=changes.due_on or follow_up.due_on,
        due_time=changes.due_time if "due_time" in given else follow_up.due_time,
        owner=_owner_named(changes.owner_id, by=member_of(request), of=follow_up) if changes.owner_id else follow_up.owner,
    )
    return _told(request, id)


@follow_ups.removes("/follow-ups/{id}", may=KEEP, matching=True)
def delete_follow_up(request: HttpRequest, id: Id) -> HttpResponse:
    """Delete a follow-up that should not have been; it can be restored. One that will not be done is better dropped, with the
    reason, by `/ending`."""
    follow_up = follow_up_for(member_of(request), id)
    versioned(request, lambda: locked(follow_up).version)
    actions.delete_follow_up(follow_up, by=member_of(request))
    return nothing()


@follow_ups.makes("/follow-ups/{id}/restoration", may=KEEP, tells=FollowUpShown, status=200, finds=True)
def restore_follow_up(request: HttpRequest, id: Id) -> HttpResponse:
    """Restore a deleted follow-up, open or ended as it was."""
    actions.restore_follow_up(deleted_follow_up_for(member_of(request), id), by=member_of(request))
    return _told(request, id)


@follow_ups.makes("/follow-ups/{id}/ending", may=KEEP, tells=FollowUpShown, status=200, finds=True)
def end_follow_up(request: HttpRequest, id: Id, told: EndingGiven) -> HttpResponse:
    """Say that a follow-up is done; or drop it, with the reason."""
    follow_up, by = follow_up_for(member_of(request), id), member_of(request)
    if told.dropped_because.strip():
        actions.drop_follow_up(follow_up, by=by, because=told.dropped_because)
    else:
        actions.complete_follow_up(follow_up, by=by)
    return _told(request, id)


@follow_ups.removes("/follow-ups/{id}/ending", may=KEEP)
def reopen_follow_up(request: HttpRequest, id: Id) -> HttpResponse:
    """Take back that a follow-up ended."""
    actions.reopen_follow_up(follow_up_for(member_of(request), id), by=member_of(request))
    return nothing()


def follow_up_shown(follow_up: FollowUp) -> dict[str, Any]:
    ending: Completion | None = getattr(follow_up, "completion", None)
    return {
        "id": str(follow_up.pk),
        "customer_id": str(follow_up.party_id),
        "text": follow_up.text,
        "due_on": follow_up.due_on.isoformat(),
        "due_time": follow_up.due_time.isoformat() if follow_up.due_time else None,
        "owner_id": str(follow_up.owner_id),
        "is_open": follow_up.is_open,
        "ending": {
            "at": moment(ending.at),
            "by_id": str(ending.by_id) if ending.by_id else None,
            "dropped_because": ending.dropped_because,
        }
        if ending
        else None,
        "version": follow_up.version,
        "created_at": moment(follow_up.created_at),
        "created_by_id": str(follow_up.created_by_id) if follow_up.created_by_id else None,
    }


def deleted_shown(deleted: DeletedFollowUp) -> dict[str, Any]:
    return {
        "id": str(deleted.pk),
        "customer_id": str(deleted.party_id),
        "text": deleted.text,
        "due_on": deleted.due_on.isoformat(),
        "deleted_at": moment(deleted.deleted_at),
        "deleted_by_id": str(deleted.deleted_by_id) if deleted.deleted_by_id else None,
    }


def _told(request: HttpRequest, id: int, *, status: int = 200) -> HttpResponse:
    follow_up = follow_up_for(member_of(request), id)
    location = reverse("api:read_follow_up", args=[id]) if status == 201 else ""
    return answer(follow_up_shown(follow_up), status=status, version=follow_up.version, location=location)


def _owner_named(id: int, *, by: Member, of: FollowUp | None = None) -> Member:
    """Whoever it is given to: one of those to whom the screens let `by` give it, or who has it now."""
    if of is not None and of.owner_id == id:
        return of.owner
    owner = owners(by).filter(pk=id).first()
    if owner is None:
        raise wrong(_("Nobody with this id works here."), pointer="/owner_id")
    return owner


def routes() -> Sequence[Routes]:
    """Every operation of this slice."""
    return [follow_ups]
