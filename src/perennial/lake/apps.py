from perennial.kernel.slices import SliceConfig


class LakeConfig(SliceConfig):
    name = "perennial.lake"
    label = "lake"
    default = True
