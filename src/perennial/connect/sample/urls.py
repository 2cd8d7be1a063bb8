"""Addresses of the sample data."""

from django.urls import URLPattern, path

from perennial.connect.sample import views

urlpatterns: list[URLPattern] = [
    path("settings/sample/", views.sample_data, name="sample_data"),
    path("settings/sample/loading/", views.loading, name="sample_loading"),
    path("settings/sample/removal/", views.removal, name="sample_removal"),
]
