from django.urls import URLPattern, URLResolver, path

from perennial.people.views import changes, custom, deletion, details, export, listing, party

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", listing.index, name="list"),
    path("customers/columns/", listing.columns, name="columns"),
    path("customers/export.csv", export.customers, name="csv"),
    path("customers/options/", listing.options, name="options"),
    path("customers/deleted/", deletion.deleted, name="deleted"),
    path("customers/new/", changes.create, name="create"),
    path("customers/<int:id>/", party.show, name="party"),
    path("customers/<int:id>/edit/", changes.edit, name="edit"),
    path("customers/<int:id>/fields/", custom.fill, name="custom"),
    path("customers/<int:id>/following/", party.following, name="following"),
    path("customers/<int:id>/owner/", changes.owner, name="owner"),
    path("customers/<int:id>/stage/", changes.stage, name="stage"),
    path("customers/<int:id>/undo/<str:key>/", changes.undo, name="undo"),
    path("customers/<int:id>/deletion/", deletion.delete, name="delete"),
    path("customers/<int:id>/restoration/", deletion.restore, name="restore"),
    path("customers/<int:id>/erasure/", deletion.erase, name="erase"),
    path("customers/<int:id>/data.json", export.person, name="data"),
    path("customers/<int:id>/tags/", details.tags, name="tags"),
    path("customers/<int:id>/tags/<int:tag_id>/removal/", details.untag, name="untag"),
    path("customers/<int:id>/identities/<int:pk>/primary/", details.primary, name="primary"),
    path("customers/<int:id>/<slug:part>/new/", details.add, name="add"),
    path("customers/<int:id>/<slug:part>/<int:pk>/", details.change, name="change"),
    path("customers/<int:id>/<slug:part>/<int:pk>/removal/", details.remove, name="remove"),
]
