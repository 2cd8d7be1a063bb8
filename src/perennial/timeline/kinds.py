"""What the registered kinds of touchpoint mean for the timeline."""

from perennial.kernel import manifests
from perennial.kernel.manifests import TouchpointKind

UNKNOWN = TouchpointKind(key="other", label="Other", icon="circle")


def kind_named(key: str) -> TouchpointKind:
    """The kind with this key; a kind whose slice is gone is shown like any other."""
    return manifests.touchpoint_kinds.get(key) or manifests.touchpoint_kinds.get("other") or UNKNOWN


def contact_kinds() -> list[str]:
    """Keys of the kinds that are exchanges between people."""
    return [kind.key for kind in manifests.touchpoint_kinds if kind.contact]


def loggable_kinds() -> list[TouchpointKind]:
    """Kinds that a member logs by hand."""
    return [kind for kind in manifests.touchpoint_kinds if kind.loggable]
