"""Every tag there is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from perennial.people.models import Tag
from perennial.team.permissions import Permission
from perennial.team.rest import Asked, Id, Routes, Shown, Sort, page_answer, page_of

routes = Routes(
    "Tags", "The words that customers are tagged with. A new one comes into being with the first customer that carries it."
)


class TagShown(Shown):
    id: Id
    name: str
    hue: int


class TagPage(Shown):
    items: list[TagShown]
    next: str | None


@routes.reads("/tags", may=Permission.SEE_CUSTOMERS, tells=TagPage)
def list_tags(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """List tags by name."""
    return page_answer(page_of(Tag.objects.all(), "name", Sort("name"), asked), tag_shown)


def tag_shown(tag: Tag) -> dict[str, Any]:
    return {"id": str(tag.pk), "name": tag.name, "hue": tag.hue}
