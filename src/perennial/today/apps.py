from perennial.kernel.slices import SliceConfig


class TodayConfig(SliceConfig):
    name = "perennial.today"
    label = "today"
    default = True
