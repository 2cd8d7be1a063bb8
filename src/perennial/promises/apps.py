from django.utils.translation import gettext_lazy as _

from perennial.kernel.slices import SliceConfig


class PromisesConfig(SliceConfig):
    name = "perennial.promises"
    label = "promises"
    verbose_name = _("Promises")
    default = True
