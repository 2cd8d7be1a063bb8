from perennial.kernel.slices import SliceConfig


class TimelineConfig(SliceConfig):
    name = "perennial.timeline"
    label = "timeline"
    default = True
