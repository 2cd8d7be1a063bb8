"""Take away files that nobody reads any more."""

import datetime as dt
import math
import time
from collections.abc import Sequence
from pathlib import Path

from django.db.models import F

from perennial.kernel import clock
from perennial.lake.models import File, Progress
from perennial.lake.places import folder

GRACE = dt.timedelta(hours=1)  # whoever began to read a file that was retired has ended by then


def sweep(grace: dt.timedelta = GRACE) -> int:
    """Delete files that were retired long ago, and files that no commit ever listed. Returns how many."""
    return sweep_retired(grace) + _delete_unlisted(_files_before(time.time() - grace.total_seconds()))


def sweep_at_once() -> int:
    """The same without any grace. Whoever just copies may have read what has to go: if there is such a file, nobody's copying
    that began before is listed any more."""
    swept, known = sweep_retired(dt.timedelta(0)), _listed()
    unlisted = [path for path in _files_before(time.time()) if _name(path) not in known]
    if unlisted:
        Progress.objects.update(version=F("version") + 1)
    return swept + _delete_unlisted(unlisted)


def _files_before(moment: float) -> list[Path]:
    return [path for path in folder().glob("*/*/*.parquet") if _changed_at(path) < moment]


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # somebody else sweeps, too
        return math.inf


def _delete_unlisted(paths: Sequence[Path]) -> int:
    known = _listed()
    unlisted = [path for path in paths if _name(path) not in known]
    for path in unlisted:
        path.unlink(missing_ok=True)
    return len(unlisted)


def _listed() -> set[str]:
    return set(File.objects.values_list("name", flat=True))


def _name(path: Path) -> str:
    return str(path.relative_to(folder()))


def sweep_retired(grace: dt.timedelta) -> int:
    """Delete files that were retired so long ago. Without any grace, whoever reads one of them asks again in its new form."""
    old = list(File.objects.filter(retired_at__lte=clock.now() - grace).values_list("pk", "name"))
    for _pk, name in old:
        (folder() / name).unlink(missing_ok=True)
    File.objects.filter(pk__in=[pk for pk, _name in old]).delete()
    return len(old)
