"""What records offer to the registries."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.live.hearing import Hearing, hearings
from perennial.kernel.manifests import Command, Deed, PersonalData, SettingsPage
from perennial.records import custom_fields
from perennial.records.actions import ViewRefusedError
from perennial.records.bulk.hearing import doers_of, heard_by
from perennial.records.bulk.rules import may_change_many
from perennial.records.bulk.starting import TOPIC
from perennial.records.bulk.told import filters_said, told_of_changes
from perennial.records.custom.refusals import CustomRefused, FieldConflict
from perennial.records.custom.rules import may_manage_fields
from perennial.records.kinds import FieldSource, field_sources

field_sources.add(FieldSource(key="custom", fields=custom_fields.fields_for_kind, order=50))
manifests.settings_pages.add(
    SettingsPage(
        key="fields",
        label=_("Fields"),
        help=_("What your business wants to know of customers, products and orders besides"),
        icon="text-cursor-input",
        url_name="records:all_fields",
        order=40,
        may=may_manage_fields,
    )
)
manifests.commands.add(
    Command(
        key="fields",
        label=_("Fields"),
        icon="text-cursor-input",
        url_name="records:all_fields",
        words=_("custom fields attributes properties settings choices options"),
        order=82,
        may=may_manage_fields,
    )
)
manifests.commands.add(
    Command(
        key="bulk-changes",
        label=_("Bulk changes"),
        icon="layers-2",
        url_name="records:changes",
        words=_("undo many together mass edit selection take back"),
        order=72,
        may=may_change_many,
    )
)
hearings.add(Hearing(key=TOPIC, facts=doers_of, of=heard_by))
manifests.personal_data.add(
    PersonalData(key="records.Pick", path="record", order=9),
    PersonalData(key="records.BulkValue", path="record", order=9),
    PersonalData(key="records.BulkLeft", path="record", order=9),
)
manifests.deeds.add(
    Deed(key="records.field.defined", label=_("Added a field")),
    Deed(key="records.field.changed", label=_("Changed a field")),
    Deed(key="records.field.converted", label=_("Gave a field another type")),
    Deed(key="records.field.conversion_undone", label=_("Took the new type of a field back")),
    Deed(key="records.field.removed", label=_("Removed a field")),
    Deed(key="records.field.restored", label=_("Restored a field")),
    Deed(key="records.fields.ordered", label=_("Put the fields in order")),
    Deed(key="records.view.created", label=_("Kept a view")),
    Deed(key="records.view.changed", label=_("Changed a view")),
    Deed(key="records.view.deleted", label=_("Deleted a view")),
    Deed(key="records.view.restored", label=_("Restored a view")),
    Deed(key="records.view.hidden", label=_("Hid a view that comes with the list")),
    Deed(key="records.view.shown", label=_("Showed a view that comes with the list again")),
    Deed(key="records.view.started_with", label=_("Chose the view that a list opens with")),
    Deed(key="records.bulk.begun", label=_("Began to change many records"), says=filters_said),
    Deed(key="records.bulk.ended", label=_("Changed many records")),
    Deed(key="records.bulk.stopped", label=_("Stopped a change of many records")),
    Deed(key="records.bulk.undo_begun", label=_("Began to undo a change of many records")),
    Deed(key="records.bulk.undone", label=_("Undid a change of many records")),
    Deed(key="records.list.exported", label=_("Exported a list")),
)
manifests.api_routers.add(
    manifests.ApiRouter(
        key="records",
        routes="perennial.records.api.routes",
        refusals=(CustomRefused, ViewRefusedError),
        conflicts=(FieldConflict,),
        order=70,
    )
)
works.add(
    Work(key="records.settle_indexes_job", label=_("Making lists by your own fields quick"), icon="gauge"),
    Work(key="records.convert_values_job", label=_("Giving a field another type"), icon="list"),
    Work(key="records.reindex_texts", label=_("Making a field of your own searchable"), icon="search"),
    Work(
        key="records.run_bulk_job",
        label=_("Changing many records"),
        icon="list-checks",
        about=told_of_changes,
        mend=_("Open the change, see how far it came, then try it again: it goes on where it stopped."),
    ),
    Work(key="records.undo_bulk_job", label=_("Undoing a change of many records"), icon="undo-2", about=told_of_changes),
    Work(key="records.tidy_bulk_job", label=_("Letting go of what old changes kept for their undo"), icon="brush-cleaning"),
)
