from django.urls import URLPattern, URLResolver, path

from perennial.promises.views import cadences, deleting, endings, followups

app_name = "promises"
urlpatterns: list[URLPattern | URLResolver] = [
    path("follow-ups/", followups.index, name="index"),
    path("follow-ups/new/", followups.new, name="new"),
    path("follow-ups/deleted/", deleting.deleted, name="deleted"),
    path("follow-ups/<int:follow_up_id>/", followups.edit, name="edit"),
    path("follow-ups/<int:follow_up_id>/completion/", endings.completion, name="completion"),
    path("follow-ups/<int:follow_up_id>/deletion/", deleting.deletion, name="deletion"),
    path("follow-ups/<int:follow_up_id>/restoration/", deleting.restoration, name="restoration"),
    path("follow-ups/<int:follow_up_id>/dropping/", endings.dropping, name="dropping"),
    path("follow-ups/<int:follow_up_id>/postponement/", endings.postponement, name="postponement"),
    path("follow-ups/<int:follow_up_id>/reopening/", endings.reopening, name="reopening"),
    path("anniversaries/<int:anniversary_id>/greeting/", endings.greeting, name="greeting"),
    path("settings/cadences/", cadences.index, name="cadences"),
    path("settings/cadences/new/", cadences.setting, name="cadence_new"),
    path("settings/cadences/<int:cadence_id>/", cadences.setting, name="cadence"),
    path("settings/cadences/<int:cadence_id>/removal/", cadences.removal, name="cadence_removal"),
]
