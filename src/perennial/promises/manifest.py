"""What promises offer: reasons to be on Today, a kind of touchpoint, the data they keep of people."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from perennial.kernel import manifests
from perennial.kernel.live.hearing import Hearing, hearings
from perennial.kernel.manifests import (
    Command,
    Deed,
    LogPart,
    Move,
    NavItem,
    OwedSource,
    Panel,
    PersonalData,
    SearchSource,
    SettingsPage,
    TouchpointKind,
)
from perennial.people.hearing import heard_by, owners_of
from perennial.promises import (
    notices,  # noqa: F401 - notices names its kinds of notification
    owed,
    panels,
)
from perennial.promises.actions import FollowUpError, StaleFollowUpError
from perennial.promises.actions.greeting import GREETING
from perennial.promises.customerfields import fields_of
from perennial.promises.history import field_of_follow_up
from perennial.promises.kind import FOLLOW_UPS as RECORDS
from perennial.promises.logpart import follow_up_form, keep_follow_up
from perennial.promises.queries import follow_up_for, follow_up_hits
from perennial.promises.queries.followups import count_mine_due
from perennial.promises.rules import may_keep, may_see, may_set_cadences
from perennial.promises.words import FOLLOW_UPS, index_follow_ups
from perennial.records.kinds import FieldSource, field_sources, kinds
from perennial.search.models import Vocabulary
from perennial.search.sources import Holder, holders
from perennial.team.histories import History, histories

kinds.add(RECORDS)
manifests.touchpoint_kinds.add(
    TouchpointKind(key=GREETING, label=_("Greeting"), icon="cake", channel="other", direction="out", hue=340, order=75)
)
holders.add(Holder(key="promises.FollowUp", vocabulary=Vocabulary.TEXTS, held=FOLLOW_UPS.held, fill=index_follow_ups, order=30))
manifests.search_sources.add(SearchSource(key="promises", label=_("Follow-ups"), find=follow_up_hits, order=50))
manifests.owed_sources.add(
    OwedSource(
        key="promises.follow_ups",
        label=_("Follow-ups"),
        help=_("What somebody here said they would do, due today or before."),
        icon="alarm-clock",
        rows=owed.follow_ups_due,
        count=owed.count_follow_ups_due,
        clause=owed.follow_ups_clause,
        hue=75,
        order=10,
    ),
    OwedSource(
        key="promises.greetings",
        label=_("Birthdays and anniversaries"),
        help=_("Days of the coming week on which a customer may be pleased to hear from us. Gone once they were greeted."),
        icon="cake",
        rows=owed.greetings,
        count=owed.count_greetings,
        clause=owed.greetings_clause,
        hue=340,
        order=30,
    ),
    OwedSource(
        key="promises.check_ins",
        label=_("Check-ins"),
        help=_(
            "Customers with whom nobody spoke for longer than their tag or stage allows, counted from the last real exchange."
        ),
        icon="message-circle-heart",
        rows=owed.check_ins,
        count=owed.count_check_ins,
        clause=owed.check_ins_clause,
        hue=300,
        order=40,
    ),
)
manifests.personal_data.add(
    PersonalData(key="promises.FollowUp", path="party"),
    PersonalData(key="promises.Completion", path="follow_up__party"),
    PersonalData(key="promises.Postponement", path="follow_up__party"),
    PersonalData(key="promises.DeletedFollowUp", path="party", told_as="promises.FollowUp"),
)
manifests.moves.add(
    Move(
        key="promises.FollowUp",
        words=lambda count: ngettext("%(count)s follow-up", "%(count)s follow-ups", count) % {"count": count},
        order=40,
    ),
    Move(key="promises.Completion", path="follow_up__party", how="hang", order=41),
    Move(key="promises.Postponement", path="follow_up__party", how="hang", order=42),
    Move(key="promises.DeletedFollowUp", order=43),
)
manifests.log_parts.add(LogPart(key="promises.follow_up", form=follow_up_form, keep=keep_follow_up, may=may_keep))
field_sources.add(FieldSource(key="promises", fields=fields_of, order=50))
manifests.panels.add(
    Panel(key="promises.next", template="promises/next_panel.html", context=panels.next_step, place="next", order=10),
    Panel(key="promises.follow_ups", template="promises/side_panel.html", context=panels.follow_ups, place="side", order=30),
)
manifests.nav.add(
    NavItem(
        key="follow_ups",
        label=_("Follow-ups"),
        icon="alarm-clock",
        url_name="promises:index",
        order=30,
        may=may_see,
        count=count_mine_due,
        shortcut="f",
        phone=True,
    )
)
manifests.commands.add(
    Command(
        key="promises.follow_up",
        label=_("Set a follow-up"),
        icon="alarm-clock-plus",
        url_name="promises:new",
        words=_("remind reminder task promise to do"),
        dialog=True,
        may=may_keep,
        shortcut="f",
        order=15,
    ),
    Command(
        key="promises.deleted",
        label=_("Deleted follow-ups"),
        icon="archive-restore",
        url_name="promises:deleted",
        words=_("restore undo trash bin"),
        may=may_keep,
        order=82,
    ),
)
manifests.settings_pages.add(
    SettingsPage(
        key="promises.cadences",
        label=_("Check-ins"),
        help=_("How often you want to be in contact, by stage or tag."),
        icon="message-circle-heart",
        url_name="promises:cadences",
        may=may_set_cadences,
        order=40,
    )
)
manifests.deeds.add(
    Deed(key="promises.followup.set", label=_("Set a follow-up")),
    Deed(key="promises.followup.edited", label=_("Changed a follow-up")),
    Deed(key="promises.followup.postponed", label=_("Postponed a follow-up")),
    Deed(key="promises.followup.done", label=_("Finished a follow-up")),
    Deed(key="promises.followup.dropped", label=_("Dropped a follow-up")),
    Deed(key="promises.followup.reopened", label=_("Reopened a follow-up")),
    Deed(key="promises.followup.deleted", label=_("Deleted a follow-up")),
    Deed(key="promises.followup.restored", label=_("Restored a follow-up")),
    Deed(key="promises.customer.greeted", label=_("Greeted the customer")),
    Deed(key="promises.cadence.set", label=_("Set how often to be in contact")),
    Deed(key="promises.cadence.removed", label=_("Removed how often to be in contact")),
)
histories.add(
    History(
        key="promises.followup",
        label=_("Follow-up"),
        find=follow_up_for,
        url=lambda follow_up: reverse("people:party", args=[follow_up.party_id]),
        field=field_of_follow_up,
        may_edit=lambda member, follow_up: follow_up.is_open and may_keep(member),
        refusals=(FollowUpError,),
        topic=lambda follow_up: ("followup", follow_up.party_id),
    )
)
manifests.api_routers.add(
    manifests.ApiRouter(
        key="promises",
        routes="perennial.promises.api.routes",
        refusals=(FollowUpError,),
        conflicts=(StaleFollowUpError,),
        order=50,
    )
)
hearings.add(Hearing(key="followup", facts=owners_of, of=heard_by))  # the signal carries the customer's id
