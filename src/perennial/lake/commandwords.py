"""What commands say when the lake cannot be asked or written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from perennial.lake.engines import EngineError, FilesChangedError, FilesDamagedError
from perennial.lake.extractor import LakeError


@contextmanager
def lake_in_words() -> Iterator[None]:
    """The lake's errors as a sentence at the terminal, with what mends them."""
    try:
        yield
    except FilesDamagedError as error:
        raise CommandError(f"{error} “perennial lake sync” does it at once.") from None
    except FilesChangedError as error:
        raise CommandError(f"A file of the lake cannot be read ({error}). “perennial lake rebuild” writes it anew.") from None
    except (EngineError, LakeError) as error:
        raise CommandError(f"{str(error)[:1].upper()}{str(error)[1:].rstrip('.')}.") from None
