"""Write months anew whose files were lost or damaged."""

from perennial.lake.extractor import Extractor, begun
from perennial.lake.models import File
from perennial.lake.places import folder
from perennial.lake.sources import sources


def heal(extractor: Extractor) -> list[tuple[str, int]]:
    """Find live files that are missing or cannot be read, and copy their months again. Returns (fact, month) of each."""
    broken = {(file.fact, file.month) for file in File.objects.live() if not _is_whole(file)}
    for source in sources:
        facts = {fact.key for fact in source.facts}
        for month in sorted({month for fact, month in broken if fact in facts}):
            extractor.copy_month(source, begun(source), month)
    return sorted(broken)


def _is_whole(file: File) -> bool:
    """Its size is the one that was written, and it ends as a Parquet file does."""
    path = folder() / file.name
    try:
        with path.open("rb") as content:
            content.seek(-4, 2)
            return path.stat().st_size == file.bytes and content.read() == b"PAR1"
    except (OSError, ValueError):
        return False
