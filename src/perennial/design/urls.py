from django.urls import URLPattern, URLResolver, path

from perennial.design import views

app_name = "design"
urlpatterns: list[URLPattern | URLResolver] = [
    path("search/", views.palette, name="palette"),
    path("theme/", views.theme, name="theme"),
    path("help/", views.help_page, name="help"),
    path("whats-new/", views.whats_new, name="news"),
    path("settings/", views.settings, name="settings"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/dialog/", views.sample_dialog, name="sample_dialog"),
    path("styleguide/conflict/", views.sample_conflict, name="sample_conflict"),
]
