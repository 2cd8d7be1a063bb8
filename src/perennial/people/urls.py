from django.urls import URLPattern, URLResolver, path

from perennial.people.views import changes, custom, deletion, details, duplicates, export, listing, merging, party

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", listing.index, name="list"),
    path("customers/options/", listing.options, name="options"),
    path("customers/deleted/", deletion.deleted, name="deleted"),
    path("customers/duplicates/", duplicates.index, name="duplicates"),
    path("customers/duplicates/distinct/", duplicates.distinct, name="distinct"),
    path("customers/duplicates/look/", duplicates.look, name="look_for_duplicates"),
    path("customers/duplicates/merging/", duplicates.merge_certain, name="merge_certain"),
    path("customers/duplicates/merging/cancellation/", duplicates.stop_merging, name="stop_merging"),
    path("customers/merges/", merging.merges, name="merges"),
    path("customers/merges/<int:merge_id>/undo/", merging.undo, name="undo_merge"),
    path("customers/new/", changes.create, name="create"),
    path("customers/<int:id>/", party.show, name="party"),
    path("customers/<int:id>/edit/", changes.edit, name="edit"),
    path("customers/<int:id>/fields/", custom.fill, name="custom"),
    path("customers/<int:id>/following/", party.following, name="following"),
    path("customers/<int:id>/owner/", changes.owner, name="owner"),
    path("customers/<int:id>/stage/", changes.stage, name="stage"),
    path("customers/<int:id>/merge/", merging.choose, name="merge_with"),
    path("customers/<int:id>/merge/<int:other_id>/", merging.compare, name="merge"),
    path("customers/<int:id>/distinction/<int:other_id>/", duplicates.distinguish, name="distinguish"),
    path("customers/<int:id>/distinction/<int:other_id>/removal/", duplicates.suspect_again, name="suspect_again"),
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
