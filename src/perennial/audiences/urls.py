from django.urls import URLPattern, URLResolver, path

from perennial.audiences.views import building, export, listing, overlap, page, whys

app_name = "audiences"
urlpatterns: list[URLPattern | URLResolver] = [
    path("audiences/", listing.index, name="index"),
    path("audiences/new/", building.new, name="new"),
    path("audiences/deleted/", listing.deleted, name="deleted"),
    path("audiences/ready-made/", listing.ready, name="ready"),
    path("audiences/ready-made/<slug:key>/", listing.switch_on, name="switch_on"),
    path("audiences/ready-made/<slug:key>/count/", listing.ready_count, name="ready_count"),
    path("audiences/overlap/", overlap.compared, name="overlap"),
    path("audiences/<int:audience_id>/", page.page, name="page"),
    path("audiences/<int:audience_id>/edit/", building.edit, name="edit"),
    path("audiences/<int:audience_id>/deletion/", listing.deletion, name="deletion"),
    path("audiences/<int:audience_id>/restoration/", listing.restoration, name="restoration"),
    path("audiences/<int:audience_id>/telling/", page.telling, name="telling"),
    path("audiences/<int:audience_id>/members.csv", export.export, name="export"),
    path("customers/<int:party_id>/audiences/", whys.whys, name="whys"),
]
