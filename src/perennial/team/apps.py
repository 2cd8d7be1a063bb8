from django.utils.translation import gettext_lazy as _

from perennial.kernel.slices import SliceConfig


class TeamConfig(SliceConfig):
    name = "perennial.team"
    label = "team"
    verbose_name = _("Team")
    default = True
