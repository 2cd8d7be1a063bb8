"""What makes a Django app a slice: at start its manifest, receivers and jobs are read."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

READ_AT_START = ("manifest", "receivers", "jobs")


class SliceConfig(AppConfig):
    """Base of every slice's AppConfig."""

    default = False

    def ready(self) -> None:
        for name in READ_AT_START:
            if find_spec(f"{self.name}.{name}"):
                import_module(f"{self.name}.{name}")
