from perennial.kernel.slices import SliceConfig


class DesignConfig(SliceConfig):
    name = "perennial.design"
    label = "design"
    default = True
