"""Addresses of packs."""

from django.urls import path

from perennial.packs import views

app_name = "packs"
urlpatterns = [
    path("settings/packs/", views.packs, name="packs"),
    path("settings/packs/removal/", views.removal, name="removal"),
    path("settings/packs/<slug:key>/", views.pack, name="pack"),
]
