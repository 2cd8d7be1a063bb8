"""What connect offers to the registries."""

from django.utils.translation import gettext_lazy as _

from perennial.connect import listed
from perennial.connect.hearing import heard_by, importers_of
from perennial.connect.queries import is_adding_up, told_of_imports
from perennial.connect.rules import may_export, may_import, may_manage_sample
from perennial.connect.sample.presence import has_real_customers
from perennial.kernel import manifests
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.live.hearing import Hearing, hearings
from perennial.kernel.manifests import Deed
from perennial.purchases.newest import Writer, writers
from perennial.records.kinds import FieldSource, field_sources

manifests.settings_pages.add(
    manifests.SettingsPage(
        key="import",
        label=_("Import"),
        help=_("Bring customers, products, orders and touchpoints in from a file"),
        icon="import",
        url_name="connect:imports",
        order=60,
        may=may_import,
    ),
    manifests.SettingsPage(
        key="export",
        label=_("Export"),
        help=_("Take everything out in files that can be read back in"),
        icon="share",
        url_name="connect:exports",
        order=61,
        may=may_export,
    ),
    manifests.SettingsPage(
        key="sample",
        label=_("Sample data"),
        help=_("A company to look around in, loaded and removed with one click"),
        icon="sprout",
        url_name="connect:sample_data",
        order=90,
        may=may_manage_sample,
    ),
)
manifests.commands.add(
    manifests.Command(
        key="import",
        label=_("Import a file"),
        icon="import",
        url_name="connect:imports",
        words=_("upload csv excel"),
        may=may_import,
    ),
    manifests.Command(
        key="export", label=_("Export data"), icon="share", url_name="connect:exports", words=_("download csv"), may=may_export
    ),
)
manifests.deeds.add(
    Deed(key="connect.import.begun", label=_("Uploaded a file to import")),
    Deed(key="connect.import.started", label=_("Started an import")),
    Deed(key="connect.import.again", label=_("Let an import go on")),
    Deed(key="connect.import.ended", label=_("Finished an import")),
    Deed(key="connect.import.stopped", label=_("Stopped an import")),
    Deed(key="connect.import.undone", label=_("Undid an import")),
    Deed(key="connect.import.undo_ended", label=_("Finished undoing an import")),
    Deed(key="connect.import.file_seen", label=_("Downloaded a file of an import")),
    Deed(key="connect.mapping.saved", label=_("Saved how columns are read")),
    Deed(key="connect.export.taken", label=_("Exported everything of a kind")),
    Deed(key="connect.sample.loaded", label=_("Loaded the sample data")),
    Deed(key="connect.sample.grown", label=_("Grew a synthetic population")),
    Deed(key="connect.sample.removed", label=_("Removed the sample data")),
    Deed(key="connect.sample.member_added", label=_("Added a sample member")),
    Deed(key="connect.sample.member_removed", label=_("Removed a sample member")),
)
writers.add(Writer(key="import", is_at_it=is_adding_up))
hearings.add(Hearing(key="import", facts=importers_of, of=heard_by))

field_sources.add(FieldSource(key="connect", fields=listed.fields_of, order=60))

manifests.first_steps.add(
    manifests.FirstStep(
        key="import",
        label=_("Bring your history in"),
        text=_("A file from your shop, in any format: customers, orders, contacts. You see what will happen first."),
        act=_("Import a file"),
        url_name="connect:imports",
        icon="file-up",
        is_done=has_real_customers,
        may=may_import,
        order=20,
    ),
    manifests.FirstStep(
        key="sample",
        label=_("Or look around first"),
        text=_("A sample company with 23,570 customers, removed again with one click."),
        act=_("Try sample data"),
        url_name="connect:sample_data",
        icon="sprout",
        may=may_manage_sample,
        order=90,
    ),
)
works.add(
    Work(
        key="connect.run_import_job",
        label=_("Importing a file"),
        icon="import",
        about=told_of_imports,
        mend=_("Open the import and let it go on: it begins where it stopped, and nothing is brought twice."),
    ),
    Work(key="connect.run_undo_job", label=_("Undoing an import"), icon="undo-2", about=told_of_imports),
    Work(
        key="connect.take_up_killed_imports",
        label=_("Looking for imports that were broken off"),
        icon="import",
        did=_("%(n)s taken up"),
    ),
    Work(
        key="connect.tidy_imports_away",
        label=_("Taking away files of old imports"),
        icon="brush-cleaning",
        did=_("%(n)s taken away"),
    ),
    Work(key="connect.load_sample_job", label=_("Loading the sample company"), icon="sprout", member=0),
    Work(key="connect.load_sample_parts_job", label=_("Loading the sample company"), icon="sprout", member=0),
    Work(key="connect.remove_sample_job", label=_("Removing the sample data"), icon="sprout", member=0),
)
