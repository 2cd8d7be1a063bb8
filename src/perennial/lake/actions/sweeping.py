"""Take away files that nobody reads any more."""

import datetime as dt
import time

from perennial.kernel import clock
from perennial.lake.models import File
from perennial.lake.places import folder

GRACE = dt.timedelta(hours=1)  # whoever began to read a file that was retired has ended by then


def sweep(grace: dt.timedelta = GRACE) -> int:
    """Delete files that were retired long ago, and files that no commit ever listed. Returns how many."""
    swept = sweep_retired(grace)
    known, before = set(File.objects.values_list("name", flat=True)), time.time() - grace.total_seconds()
    for path in folder().glob("*/*/*.parquet"):
        if str(path.relative_to(folder())) not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            swept += 1
    return swept


def sweep_retired(grace: dt.timedelta) -> int:
    """Delete files that were retired so long ago. Without any grace, whoever reads one of them asks again in its new form."""
    old = list(File.objects.filter(retired_at__lte=clock.now() - grace).values_list("pk", "name"))
    for _pk, name in old:
        (folder() / name).unlink(missing_ok=True)
    File.objects.filter(pk__in=[pk for pk, _name in old]).delete()
    return len(old)
