"""Files that are no longer what was written: lost, cut off, or other bytes in them than there were."""

from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.jobs import enqueue_once
from perennial.lake.extraction.checksums import checksum_of
from perennial.lake.models import File
from perennial.lake.places import folder


def looks_whole(file: File) -> bool:
    """Its size is the one that was written, and it ends as a Parquet file does. Reads next to nothing."""
    path = folder() / file.name
    try:
        with path.open("rb") as content:
            content.seek(-4, 2)
            return path.stat().st_size == file.bytes and content.read() == b"PAR1"
    except (OSError, ValueError):
        return False


def is_as_written(file: File) -> bool:
    """Each byte of it is the one that was written."""
    try:
        return looks_whole(file) and checksum_of(folder() / file.name) == file.checksum
    except OSError:
        return False


def note_damage() -> list[File]:
    """Read every live file whole and note those that are not as they were written, so that the next sync writes their months
    anew. Gives them."""
    found = [file for file in File.objects.live() if not is_as_written(file)]
    File.objects.filter(pk__in=[file.pk for file in found], damaged_at=None).update(damaged_at=clock.now())
    return found


def ask_for_healing() -> list[File]:
    """Note what is damaged, and have it written anew at once. Gives the files; none where nothing is wrong with them."""
    found = note_damage()
    if found:
        from perennial.lake.jobs import sync_lake

        enqueue_once(sync_lake, "lake.heal")
    return found


def damage_in_words(files: list[File]) -> str:
    """What is damaged, and what comes of it."""
    months = sorted({f"{file.fact} {file.month // 12}-{file.month % 12 + 1:02}" for file in files})
    named = ", ".join(months[:3]) + (" …" if len(months) > 3 else "")
    return _(
        "Files of the copy for analysis were lost or damaged on the disk (%(files)s). They are written anew from the records "
        "by themselves; try again in a minute."
    ) % {"files": named}
