"""The ASGI entry point, for those who bring their own server; `perennial serve` needs none."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perennial.config.settings")

from perennial.kernel.http.handler import application as make_application

application = make_application()
