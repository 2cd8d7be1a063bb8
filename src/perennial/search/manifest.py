"""What search offers to the registries: its work in words."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel.jobs.works import Work, works

works.add(
    Work(key="search.forget_what_is_gone", label=_("Forgetting words that no record holds any more"), icon="search"),
    Work(key="search.fill_indexes", label=_("Making older records searchable"), icon="search"),
)
