from perennial.kernel.slices import SliceConfig


class ConnectConfig(SliceConfig):
    name = "perennial.connect"
    label = "connect"
    default = True
