from django.utils.translation import gettext_lazy as _

from perennial.kernel.slices import SliceConfig


class TodayConfig(SliceConfig):
    name = "perennial.today"
    label = "today"
    verbose_name = _("Today")
    default = True
