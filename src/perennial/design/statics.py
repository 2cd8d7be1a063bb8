"""Static files for production: hashed names inside stylesheets and modules too, and the design's CSS as one file."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from servestatic.storage import CompressedManifestStaticFilesStorage

WHOLE = "perennial/css/perennial.css"
IMPORT = re.compile(r'@import url\("([\w-]+\.css)"\);\n')
UNUSED = "django_htmx/ext/"  # extensions that we do not serve; their comments "import" files that are not there


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Django's manifest storage with ES module imports rewritten to hashed names."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if WHOLE in paths and not dry_run:
            self._join(WHOLE)
            paths[WHOLE] = (self, WHOLE)  # what was joined is what gets its name from its content, not the source
        used = {name: path for name, path in paths.items() if not name.startswith(UNUSED)}
        yield from super().post_process(used, dry_run=dry_run, **options)

    def _join(self, name: str) -> None:
        """Put the imported stylesheets in the place of their imports: one request instead of twenty-five."""
        folder = name.rsplit("/", 1)[0]

        def content(path: str) -> str:
            with self.open(path) as file:
                return str(file.read().decode())

        whole = IMPORT.sub(lambda match: content(f"{folder}/{match[1]}"), content(name))
        self.delete(name)
        self._save(name, ContentFile(whole.encode()))
