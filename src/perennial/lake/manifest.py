"""What the lake offers: a question of the doctor."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perennial.kernel import manifests
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.manifests import Check
from perennial.lake import jobs as jobs  # names its schedule


def _watched() -> tuple[bool, str, str]:
    from perennial.lake.queries import missing_triggers

    missing = missing_triggers()
    if missing:
        told = _("changes of %(tables)s are not noticed") % {"tables": ", ".join(missing)}
        return False, told, _("Restore the newest backup, or ask for help: a change of the database took the triggers away.")
    return True, _("all changes are noticed"), ""


manifests.checks.add(Check(key="lake", label=gettext_lazy("Analysis"), run=_watched, order=75))
works.add(
    Work(
        key="lake.sync_lake",
        label=gettext_lazy("Copying what happened for analysis"),
        icon="database",
        did=gettext_lazy("%(n)s rows copied"),
        mend=gettext_lazy("Run “perennial lake verify”; if the copy is damaged, “perennial lake rebuild” writes it anew."),
    ),
    Work(
        key="lake.forget_erased",
        label=gettext_lazy("Erasing a customer from the analysis"),
        icon="trash-2",
        did=gettext_lazy("%(n)s files deleted"),
        mend=gettext_lazy("Run “perennial lake sync”; files that it replaces are deleted an hour later."),
    ),
)
