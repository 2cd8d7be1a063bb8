"""Addresses of today."""

from django.urls import path

from perennial.today import views

app_name = "today"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/steps/", views.steps_put_away, name="steps"),
    path("today/groups/<str:source>/", views.group, name="group"),
    path("today/snoozes/", views.snoozes, name="snoozes"),
    path("today/snoozes/new/", views.new_snooze, name="new_snooze"),
    path("today/snoozes/<int:id>/waking/", views.waking, name="waking"),
]
