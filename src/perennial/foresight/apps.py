from perennial.kernel.slices import SliceConfig


class ForesightConfig(SliceConfig):
    name = "perennial.foresight"
    label = "foresight"
    default = True
