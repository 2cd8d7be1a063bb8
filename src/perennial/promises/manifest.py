"""What promises offer: reasons to be on Today, a kind of touchpoint, the data they keep of people."""

from django.utils.translation import gettext_lazy as _

from perennial.kernel import manifests
from perennial.kernel.manifests import PersonalData, TouchpointKind
from perennial.promises.actions.greeting import GREETING

manifests.touchpoint_kinds.add(
    TouchpointKind(key=GREETING, label=_("Greeting"), icon="cake", channel="other", direction="out", hue=340, order=75)
)
manifests.personal_data.add(
    PersonalData(key="promises.FollowUp", path="party"),
    PersonalData(key="promises.Completion", path="follow_up__party"),
    PersonalData(key="promises.Postponement", path="follow_up__party"),
)
