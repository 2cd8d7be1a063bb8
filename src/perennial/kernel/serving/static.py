"""Static files: gathered and compressed into PERENNIAL_HOME/static when they changed since the last time."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

import perennial

NOT_OURS = ["django_htmx/ext/*"]  # extensions that we do not use; they import a name that only a bundler knows


def gather_static(say: Callable[[str], None]) -> bool:
    """Gather them if any file, or this version, is not the one gathered last. Returns whether it had to."""
    stamp = settings.STATIC_ROOT / ".gathered"
    fingerprint = _fingerprint()
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return False
    say("Preparing styles and scripts …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=NOT_OURS)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)
    return True


def _fingerprint() -> str:
    way = settings.STORAGES["staticfiles"]["BACKEND"]  # while we work on them they are gathered without a manifest
    digest = hashlib.sha256(f"{perennial.__version__} {way}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}\n".encode())
    return digest.hexdigest()
