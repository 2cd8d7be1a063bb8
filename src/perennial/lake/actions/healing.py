"""Write months anew whose files were lost or damaged."""

from perennial.lake.damage import looks_whole, note_damage
from perennial.lake.extractor import Extractor, begun
from perennial.lake.models import File
from perennial.lake.sources import sources


def heal(extractor: Extractor) -> list[tuple[str, int]]:
    """Find live files that are missing, cut off or known to be damaged, and copy their months again. Returns (fact, month) of
    each."""
    broken = {(file.fact, file.month) for file in File.objects.live() if file.damaged_at or not looks_whole(file)}
    for source in sources:
        facts = {fact.key for fact in source.facts}
        for month in sorted({month for fact, month in broken if fact in facts}):
            extractor.copy_month(source, begun(source), month)
    return sorted(broken)


def examine() -> int:
    """Read every file whole, for damage that nobody would see: a bit that turned over may still make a number. What is damaged
    is noted, and written anew by the next sync. Returns how many are damaged."""
    return len(note_damage())
