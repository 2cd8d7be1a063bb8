"""Addresses of foresight."""

from django.urls import URLPattern, path

from perennial.foresight.views import outcomes, renewals, reports, silence

app_name = "foresight"
urlpatterns: list[URLPattern] = [
    path("foresight/", reports.index, name="index"),
    path("foresight/test/", reports.asking, name="asking"),
    path("foresight/silence/", silence.index, name="silence"),
    path("foresight/outcomes/", outcomes.index, name="outcomes"),
    path("foresight/learn/", outcomes.learn, name="learn"),
    path("settings/holdout/", outcomes.holdout, name="holdout"),
    path("foresight/subscriptions/", renewals.index, name="renewals"),
    path("foresight/reports/<int:report_id>/", reports.report, name="report"),
]
