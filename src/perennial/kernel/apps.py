from perennial.kernel.slices import SliceConfig


class KernelConfig(SliceConfig):
    name = "perennial.kernel"
    label = "kernel"
    default = True
