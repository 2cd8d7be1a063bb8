"""What the kernel offers: the doctor's first questions, and the housekeeping of its own tables."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel import housekeeping as housekeeping
from perennial.kernel import manifests
from perennial.kernel import statistics as statistics
from perennial.kernel.jobs.works import Work, works
from perennial.kernel.keeping import checks
from perennial.kernel.manifests import Check

manifests.checks.add(
    Check(key="versions", label=_("Versions"), run=checks.versions, order=10),
    Check(key="database", label=_("Database"), run=checks.database, order=20),
    Check(key="migrations", label=_("Shape of the data"), run=checks.migrations, order=30),
    Check(key="disk", label=_("Disk"), run=checks.disk, order=40),
    Check(key="clock", label=_("Clock"), run=checks.moment, order=50),
    Check(key="jobs", label=_("Jobs"), run=checks.jobs, order=60),
    Check(key="schedule", label=_("Schedule"), run=checks.schedule, order=70),
    Check(key="mail", label=_("Mail"), run=checks.mail, order=80),
    Check(key="permissions", label=_("Permissions of files"), run=checks.permissions, order=90),
    Check(key="backups", label=_("Backups"), run=checks.backups, order=100),
)
works.add(
    Work(key="kernel.clear_away", label=_("Tidying up old records of the program"), icon="brush-cleaning"),
    Work(key="kernel.look_again", label=_("Keeping the database quick"), icon="gauge"),
)
