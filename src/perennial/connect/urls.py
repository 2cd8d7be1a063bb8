"""Addresses of connect."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "connect"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("perennial.connect.sample.urls")),
]
