"""Follow-ups as a kind of record: the fields by which they are listed, filtered, sorted, grouped and taken out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _told
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.people import hanging
from perennial.people.holding import holding
from perennial.people.kind import members
from perennial.promises import asking, cells, editing
from perennial.promises.bins import FOLLOW_UPS as BIN
from perennial.promises.many import ACTS
from perennial.promises.models import Completion, FollowUp
from perennial.promises.queries import follow_up_for
from perennial.promises.rules import may_keep, may_see
from perennial.promises.sidepanel import follow_up_panel
from perennial.promises.words import FOLLOW_UPS as WORDS
from perennial.records.choices import Operator, Type
from perennial.records.fields import Elsewhere, Field, Rows, Sorting
from perennial.records.kinds import Given, RecordKind
from perennial.search.queries import Wanted
from perennial.team.permissions import Permission
from perennial.team.rules import may


def _worded(operator: Operator, text: str) -> Sequence[tuple[Rows, str]]:
    return [(FollowUp.objects.filter(WORDS.holding(Wanted.of(text).groups)), "pk")]


def _completions(follow_ups: Sequence[FollowUp]) -> Mapping[int, Completion]:
    return {ended.follow_up_id: ended for ended in Completion.objects.filter(follow_up__in=follow_ups)}


def _ended(follow_ups: Sequence[FollowUp]) -> Mapping[int, Any]:
    return dict(Completion.objects.filter(follow_up__in=follow_ups).values_list("follow_up_id", "at"))


def _counted(count: int, capped: bool) -> str:
    words = (
        _told("More than %(count)s follow-ups") if capped else ngettext("%(count)s follow-up", "%(count)s follow-ups", count)
    )
    return words % {"count": number_format(count, force_grouping=True)}


def fields() -> Sequence[Field]:
    """Every field of a follow-up."""
    return FIELDS


FIELDS = (
    Field(
        key="text",
        label=_("What"),
        type=Type.TEXT,
        asked=_worded,
        value=lambda follow_up: follow_up.text,
        operators=(Operator.CONTAINS,),
        icon="text-align-start",
        edit=editing.TEXT,
        order=1,
    ),
    hanging.customer_field(place="sub", order=2),
    Field(
        key="due",
        label=_("Due"),
        type=Type.DAY,
        column="due_on",
        draw=cells.due,
        sorting=Sorting(by="due_on"),
        default=True,
        place="end2",
        icon="calendar-clock",
        edit=editing.DUE,
        order=3,
    ),
    Field(
        key="owner",
        label=_("Owner"),
        type=Type.CHOICE,
        column="owner_id",
        options=members,
        mine=True,
        stored=int,
        value=lambda follow_up: str(follow_up.owner_id),
        draw=lambda follow_up, value: str(follow_up.owner),
        plain=lambda follow_up, value: str(follow_up.owner),
        groups=True,
        default=True,
        icon="user-round",
        edit=editing.OWNER,
        order=4,
    ),
    Field(
        key="is_open",
        label=_("Open"),
        type=Type.YES_NO,
        column="is_open",
        groups=True,
        icon="circle-dashed",
        edit=editing.OPEN,
        order=5,
    ),
    Field(
        key="outcome",
        label=_("How it ended"),
        type=Type.TEXT,
        values=_completions,
        draw=cells.outcome,
        plain=cells.outcome,
        icon="flag",
        order=6,
    ),
    Field(
        key="ended",
        label=_("Ended"),
        type=Type.MOMENT,
        elsewhere=Elsewhere(rows=Completion.objects.all, path="at", link="follow_up"),
        values=_ended,
        icon="circle-check",
        order=7,
    ),
    Field(
        key="created",
        label=_("Written down"),
        type=Type.MOMENT,
        value=lambda follow_up: follow_up.created_at,
        sorting=Sorting(by="id", falling=True, unique=True),
        icon="calendar-days",
        order=8,
    ),
    hanging.owner_field(order=9),
)
_OPEN = {"field": "is_open", "operator": "is", "value": True}
_MINE = {"field": "owner", "operator": "any_of", "value": ["me"]}
FOLLOW_UPS = RecordKind(
    key="follow_ups",
    label=_("Follow-ups"),
    model=FollowUp,
    visible=lambda member: hanging.of_customers(FollowUp.objects.all(), member),
    one_for=follow_up_for,
    built_in=fields,
    lead=cells.what,
    lead_label=_("What"),
    nothing_yet="promises/no_follow_ups.html",
    all_label=_("All follow-ups"),
    list_url="promises:index",
    sort="due",
    heading="text",
    given=(
        Given(key="mine", label=_("Mine"), icon="user-round", condition={"all": [_OPEN, _MINE]}, starts=may_keep),
        Given(
            key="open", label=_("Everybody’s"), icon="users-round", condition=_OPEN, starts=lambda member: not may_keep(member)
        ),
        Given(key="ended", label=_("Done and dropped"), icon="check", condition={**_OPEN, "value": False}, sort="created"),
    ),
    apart=("owner",),
    row_acts=cells.acts_of,
    live="followup",
    follows="followup",
    address=lambda follow_up: reverse("promises:edit", args=[follow_up.pk]),
    is_form=True,
    panel=follow_up_panel,
    gone=asking.gone,
    hears=lambda follow_up: f"followup:{follow_up.party_id}",
    along=frozenset({("is_open", "due"), ("is_open", "created"), ("customer", "due")}),
    border=hanging.border,
    whole=lambda member: hanging.whole(FollowUp.objects.all(), member),
    search="text",
    search_label=_("Filter by what is to be done"),
    none_fit=_("No follow-up fits"),
    may_see=may_see,
    may_export=lambda member: may(member, Permission.EXPORT),
    counted=_counted,
    hold=holding(FollowUp, "text", BIN),
    acts=lambda: ACTS,
    often_set=("done", "later", "owner"),
    icon="alarm-clock",
    order=3,
)
