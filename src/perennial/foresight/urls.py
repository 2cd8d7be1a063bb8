"""Addresses of foresight."""

from django.urls import URLPattern, path

from perennial.foresight.views import reports

app_name = "foresight"
urlpatterns: list[URLPattern] = [
    path("foresight/", reports.index, name="index"),
    path("foresight/test/", reports.asking, name="asking"),
    path("foresight/reports/<int:report_id>/", reports.report, name="report"),
]
