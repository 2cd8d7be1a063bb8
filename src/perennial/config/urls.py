"""Every address, slice by slice."""

from django.urls import include, path

urlpatterns = [
    path("", include("perennial.today.urls")),
    path("", include("perennial.kernel.urls")),
    path("", include("perennial.design.urls")),
    path("", include("perennial.team.urls")),
    path("", include("perennial.records.urls")),
    path("", include("perennial.people.urls")),
    path("", include("perennial.timeline.urls")),
    path("", include("perennial.purchases.urls")),
    path("", include("perennial.promises.urls")),
    path("", include("perennial.connect.urls")),
    path("", include("perennial.foresight.urls")),
    path("", include("perennial.audiences.urls")),
    path("", include("perennial.packs.urls")),
    path("api/v1/", include("perennial.config.api")),
]

handler400 = "perennial.design.errors.bad_request"
handler403 = "perennial.design.errors.forbidden"
handler404 = "perennial.design.errors.not_found"
handler500 = "perennial.kernel.http.answers.server_error"
