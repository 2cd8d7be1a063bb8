from django.utils.translation import gettext_lazy as _

from perennial.kernel.slices import SliceConfig


class TimelineConfig(SliceConfig):
    name = "perennial.timeline"
    label = "timeline"
    verbose_name = _("Timeline")
    default = True
