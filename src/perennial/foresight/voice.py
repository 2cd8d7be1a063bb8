"""Whether the models may speak: asked here by everybody who tells of predictions."""

from django.db.models import QuerySet

from perennial.foresight.models import Fit, Score


def speaks() -> bool:
    """Whether the fit in force beat the rules of thumb. One query."""
    return bool(Fit.objects.order_by("-id").values_list("use_model", flat=True).first())


def spoken_scores() -> QuerySet[Score]:
    """All scores, or none while the rule of thumb is better."""
    return Score.objects.all() if speaks() else Score.objects.none()
