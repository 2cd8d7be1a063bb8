from perennial.kernel.slices import SliceConfig


class AudiencesConfig(SliceConfig):
    name = "perennial.audiences"
    label = "audiences"
    default = True
