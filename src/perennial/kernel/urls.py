from django.urls import URLPattern, URLResolver, path

from perennial.kernel.http.health import health
from perennial.kernel.live.views import live, poll

app_name = "kernel"
urlpatterns: list[URLPattern | URLResolver] = [
    path("live/", live, name="live"),
    path("live/poll/", poll, name="live_poll"),
    path("healthz", health, name="health"),
]
