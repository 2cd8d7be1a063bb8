"""What the lake offers: a question of the doctor."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perennial.kernel import manifests
from perennial.kernel.jobs.why import Cause, causes
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
causes.add(
    Cause(
        key="FilesDamagedError",
        words=gettext_lazy(
            "Files of the copy for analysis were lost or damaged on the disk. They are written anew from the records by "
            "themselves, and this work is tried again."
        ),
    ),
    Cause(
        key="FilesChangedError",
        words=gettext_lazy(
            "A file of the copy for analysis could not be read. Look whether the disk is well and the program may read "
            "the folder “lake” of its data; “perennial lake rebuild” writes all of it anew."
        ),
    ),
    Cause(
        key="EngineMemoryError",
        words=gettext_lazy(
            "The analysis needed more memory than it may take, or its scratch folder is full. Make room on the disk; for "
            "more data than this machine holds, name a Spark cluster (PERENNIAL_ENGINE)."
        ),
    ),
    Cause(
        key="EngineGoneError",
        words=gettext_lazy(
            "The Spark cluster that counts did not answer, or went away meanwhile. Look whether it runs at the address in "
            "PERENNIAL_ENGINE; without that setting the built-in engine counts."
        ),
    ),
    Cause(
        key="EngineError",
        words=gettext_lazy("The analysis could not answer. “perennial lake verify” tells whether its copy is whole."),
    ),
    Cause(
        key="CopyingError",
        words=gettext_lazy(
            "The records could not be copied for analysis: the database did not answer, or the disk is full. “perennial "
            "doctor” tells which."
        ),
    ),
    Cause(
        key="OvertakenError",
        words=gettext_lazy("Another process copied the same records for analysis at the same time; what it wrote stands."),
    ),
    Cause(
        key="LakeError",
        words=gettext_lazy(
            "The records could not be copied for analysis: the process that copies was ended. It is tried again."
        ),
    ),
)
works.add(
    Work(
        key="lake.sync_lake",
        label=gettext_lazy("Copying what happened for analysis"),
        icon="database",
        did=gettext_lazy("%(n)s rows copied"),
        mend=gettext_lazy("Run “perennial lake verify”; if the copy is damaged, “perennial lake rebuild” writes it anew."),
    ),
    Work(
        key="lake.examine_lake",
        label=gettext_lazy("Looking whether files of the copy for analysis are damaged"),
        icon="shield-check",
        did=gettext_lazy("%(n)s files written anew"),
    ),
    Work(
        key="lake.forget_erased",
        label=gettext_lazy("Erasing a customer from the analysis"),
        icon="trash-2",
        did=gettext_lazy("%(n)s files deleted"),
        mend=gettext_lazy("Run “perennial lake sync”; files that it replaces are deleted an hour later."),
    ),
)
