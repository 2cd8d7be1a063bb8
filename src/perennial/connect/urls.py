"""Addresses of connect."""

from django.urls import URLPattern, URLResolver, include, path

from perennial.connect.views import exports, reports, wizard

app_name = "connect"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("perennial.connect.sample.urls")),
    path("import/", wizard.index, name="imports"),
    path("import/sample/<slug:key>.csv", reports.sample, name="sample"),
    path("import/<int:id>/", reports.report, name="report"),
    path("import/<int:id>/reading/", wizard.reading, name="reading"),
    path("import/<int:id>/columns/", wizard.columns, name="columns"),
    path("import/<int:id>/check/", wizard.check, name="check"),
    path("import/<int:id>/run/", wizard.start, name="start"),
    path("import/<int:id>/again/", reports.again, name="again"),
    path("import/<int:id>/stop/", reports.stop, name="stop"),
    path("import/<int:id>/undo/", reports.undo, name="undo"),
    path("import/<int:id>/errors/", reports.errors, name="errors"),
    path("import/<int:id>/left-out/", reports.left_out, name="left_out"),
    path("import/<int:id>/file/", reports.file, name="file"),
    path("import/<int:id>/mapping/", reports.mapping, name="mapping"),
    path("export/", exports.index, name="exports"),
    path("export/<slug:key>/", exports.download, name="export"),
]
