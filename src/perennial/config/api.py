"""The API's addresses: what every slice offers, under one root."""

from django.urls import URLPattern, URLResolver

from perennial.team.rest.composing import addresses

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [*addresses()]
