from django.urls import URLPattern, URLResolver, path

from perennial.records.views import fields, types

app_name = "records"
urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/fields/", fields.index, name="all_fields"),
    path("settings/fields/of/<slug:key>/", fields.index, name="fields"),
    path("settings/fields/of/<slug:key>/new/", fields.create, name="new_field"),
    path("settings/fields/of/<slug:key>/order/", fields.order, name="order"),
    path("settings/fields/<int:id>/", fields.edit, name="field"),
    path("settings/fields/<int:id>/removal/", fields.remove, name="remove"),
    path("settings/fields/<int:id>/restoration/", fields.restore, name="restore"),
    path("settings/fields/<int:id>/type/", types.convert, name="convert"),
    path("settings/fields/<int:id>/conversions/<int:pk>/", types.conversion, name="conversion"),
    path("settings/fields/<int:id>/conversions/<int:pk>/undo/", types.undo, name="undo_conversion"),
    path("settings/fields/<int:id>/undo/<str:key>/", fields.undo, name="undo"),
]
