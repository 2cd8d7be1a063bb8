from django.utils.translation import gettext_lazy as _

from perennial.kernel.slices import SliceConfig


class PeopleConfig(SliceConfig):
    name = "perennial.people"
    label = "people"
    verbose_name = _("Customers")
    default = True
