from perennial.kernel.slices import SliceConfig


class SearchConfig(SliceConfig):
    name = "perennial.search"
    label = "search"
    default = True
