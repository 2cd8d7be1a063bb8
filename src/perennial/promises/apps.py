from perennial.kernel.slices import SliceConfig


class PromisesConfig(SliceConfig):
    name = "perennial.promises"
    label = "promises"
    default = True
