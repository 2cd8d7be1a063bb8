"""Templates are read once for each language and each word for customers, because what is fixed in them is said then."""

from typing import Any

from django.template.loaders import cached
from django.utils.translation import get_language, gettext


class Loader(cached.Loader):
    """Django's, with a cache for each wording."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        # every wording says this one word in its own way
        return f"{get_language()} {gettext('Customers')} {super().cache_key(template_name, skip)}"
