"""A view: a list as somebody keeps it, with its conditions, order, columns and groups."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perennial.kernel import clock
from perennial.kernel.ids import IdField
from perennial.team.choices import Role


class ViewQuerySet(models.QuerySet["View"]):
    def kept(self) -> "ViewQuerySet":
        """Those that are not deleted."""
        return self.filter(deleted_at=None)


class View(models.Model):
    """`condition` is the JSON of a tree of conditions (conditions.py), as it was understood when the view was kept; whether it
    still can be is asked whenever it is opened. A view is its owner's, or shared with everybody who sees such records."""

    id = IdField()
    kind = models.CharField(max_length=32)  # the key of a RecordKind
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    shared = models.BooleanField(_("shared with everybody"), default=False)
    condition = models.JSONField(default=dict)
    sort = models.CharField(max_length=80, blank=True)
    columns = models.JSONField(default=list)
    group = models.CharField(max_length=80, blank=True)
    density = models.CharField(max_length=12, blank=True)
    layout = models.CharField(max_length=100, blank=True)  # “board:stage”, “calendar:birthday”; empty: a table
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    key = ""  # of one that comes with its kind and was never kept; see given.py
    given_icon = ""

    objects = ViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [models.Index(fields=["kind", "owner"], name="view_of", condition=Q(deleted_at=None))]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """How addresses name it."""
        return self.key or str(self.pk)

    @property
    def icon(self) -> str:
        return self.given_icon or ("users-round" if self.shared else "user-round")


class Pin(models.Model):
    """A view that a member has among the tabs over the list."""

    id = IdField()
    view = models.ForeignKey(View, models.CASCADE, related_name="pins")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["view", "member"], name="pinned_once")]

    def __str__(self) -> str:
        return f"{self.view_id} for {self.member_id}"


class HiddenView(models.Model):
    """A view that comes with its kind and stands among nobody's tabs any more, or not among those of one member."""

    id = IdField()
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=32)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key", "member"], name="hidden_for_member", condition=Q(member__isnull=False)
            ),
            models.UniqueConstraint(fields=["kind", "key"], name="hidden_for_all", condition=Q(member=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} for {self.member_id or 'all'}"


class StartingView(models.Model):
    """The view with which a list opens: for one member, or for everybody of a role who has chosen none."""

    id = IdField()
    kind = models.CharField(max_length=32)
    view = models.ForeignKey(View, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "member"], name="starting_view_of_member", condition=Q(member__isnull=False)
            ),
            models.UniqueConstraint(fields=["kind", "role"], name="starting_view_of_role", condition=Q(member=None)),
            models.CheckConstraint(condition=Q(member=None) ^ Q(role=""), name="starting_view_for_one"),
        ]

    def __str__(self) -> str:
        return f"{self.view_id} for {self.member_id or self.role}"
