"""What connect tells."""

import dataclasses

from perennial.kernel.events import Event


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ImportWritten(Event):
    """An import wrote what it had to write, was stopped on its way, or was taken back: `kind` is what was imported. The single
    facts are not told besides."""

    import_id: int
    kind: str
