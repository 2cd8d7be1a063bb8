from django.utils.translation import gettext_lazy as _

from perennial.kernel.slices import SliceConfig


class ConnectConfig(SliceConfig):
    name = "perennial.connect"
    label = "connect"
    verbose_name = _("Imports and exports")
    default = True
