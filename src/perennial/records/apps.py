from perennial.kernel.slices import SliceConfig


class RecordsConfig(SliceConfig):
    name = "perennial.records"
    label = "records"
    default = True
