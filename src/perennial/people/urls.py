from django.urls import URLPattern, URLResolver, path

from perennial.people.views import party

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", party.index, name="list"),
    path("customers/<int:id>/", party.show, name="party"),
]
