from perennial.kernel.slices import SliceConfig


class TeamConfig(SliceConfig):
    name = "perennial.team"
    label = "team"
    default = True
