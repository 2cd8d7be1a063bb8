from perennial.kernel.slices import SliceConfig


class PeopleConfig(SliceConfig):
    name = "perennial.people"
    label = "people"
    default = True
