from django.urls import URLPattern, URLResolver, path

from perennial.records.views import bulk, export, fields, filtering, keeping, layouts, types

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
    path("lists/<slug:kind>/filters/<slug:field>/", filtering.one, name="filter"),
    path("lists/<slug:kind>/conditions/", filtering.conditions, name="conditions"),
    path("lists/<slug:kind>/look/", keeping.look, name="look"),
    path("lists/<slug:kind>/cards/", layouts.cards, name="cards"),
    path("lists/<slug:kind>/bulk/", bulk.ask, name="bulk"),
    path("lists/<slug:kind>/bulk/now/", bulk.now, name="bulk_now"),
    path("changes/", bulk.index, name="changes"),
    path("changes/<int:id>/", bulk.one, name="change"),
    path("changes/<int:id>/stop/", bulk.stop, name="stop_bulk"),
    path("changes/<int:id>/undo/", bulk.undo, name="undo_bulk"),
    path("lists/<slug:kind>/export.csv", export.as_csv, name="csv"),
    path("lists/<slug:kind>/export.xlsx", export.as_xlsx, name="xlsx"),
    path("lists/<slug:kind>/views/new/", keeping.create, name="create_view"),
    path("lists/<slug:kind>/views/<int:id>/", keeping.edit, name="edit_view"),
    path("lists/<slug:kind>/views/<int:id>/contents/", keeping.settle, name="settle_view"),
    path("lists/<slug:kind>/views/<int:id>/pin/", keeping.pin, name="pin_view"),
    path("lists/<slug:kind>/views/<int:id>/start/", keeping.start, name="start_view"),
    path("lists/<slug:kind>/views/<int:id>/roles/", keeping.roles, name="roles_view"),
    path("lists/<slug:kind>/views/<int:id>/deletion/", keeping.delete, name="delete_view"),
    path("lists/<slug:kind>/views/<int:id>/restoration/", keeping.restore, name="restore_view"),
]
