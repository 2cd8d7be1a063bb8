"""Which pack stands."""

from perennial.packs.models import Installation


def standing() -> Installation | None:
    """The pack that is set up now, if one is."""
    return Installation.objects.filter(removed_at=None).select_related("by").first()


def was_ever_chosen() -> bool:
    """Whether a pack was set up at any time."""
    return Installation.objects.exists()
