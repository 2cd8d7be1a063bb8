from perennial.kernel.slices import SliceConfig


class PurchasesConfig(SliceConfig):
    name = "perennial.purchases"
    label = "purchases"
    default = True
