"""Who may do what: the one table. Every slice's `rules.py` asks it through `team.rules.may`."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from perennial.team.choices import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Permission(StrEnum):
    SEE_CUSTOMERS = "see_customers"
    EDIT_CUSTOMERS = "edit_customers"
    DELETE_CUSTOMERS = "delete_customers"
    LOG_TOUCHPOINTS = "log_touchpoints"
    KEEP_PROMISES = "keep_promises"  # follow-ups, snoozes
    EDIT_PURCHASES = "edit_purchases"
    EDIT_CATALOGUE = "edit_catalogue"
    IMPORT = "import"
    EXPORT = "export"
    KEEP_VIEWS = "keep_views"  # of their own
    SHARE_VIEWS = "share_views"
    MANAGE_VIEWS = "manage_views"  # those that others share, and with which one a role begins
    EDIT_AUDIENCES = "edit_audiences"
    EDIT_RULES = "edit_rules"  # cadences, stages
    MANAGE_FIELDS = "manage_fields"
    SEE_AUDIT_LOG = "see_audit_log"
    MANAGE_TEAM = "manage_team"
    MANAGE_WORKSPACE = "manage_workspace"
    MANAGE_JOBS = "manage_jobs"
    SEE_FORESIGHT = "see_foresight"  # how predictions did, in sums over all customers
    TEST_FORESIGHT = "test_foresight"


_O, _M, _A, _K, _Y, _V = Role.OWNER, Role.MANAGER, Role.AGENT, Role.MARKETER, Role.ANALYST, Role.VIEWER
GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.SEE_CUSTOMERS: frozenset({_O, _M, _A, _K, _Y, _V}),
    Permission.EDIT_CUSTOMERS: frozenset({_O, _M, _A, _K}),
    Permission.DELETE_CUSTOMERS: frozenset({_O, _M}),
    Permission.LOG_TOUCHPOINTS: frozenset({_O, _M, _A, _K}),
    Permission.KEEP_PROMISES: frozenset({_O, _M, _A}),
    Permission.EDIT_PURCHASES: frozenset({_O, _M, _A}),
    Permission.EDIT_CATALOGUE: frozenset({_O, _M, _K}),
    Permission.IMPORT: frozenset({_O, _M}),
    Permission.EXPORT: frozenset({_O, _M, _Y}),
    Permission.KEEP_VIEWS: frozenset({_O, _M, _A, _K, _Y, _V}),
    Permission.SHARE_VIEWS: frozenset({_O, _M, _A, _K, _Y}),
    Permission.MANAGE_VIEWS: frozenset({_O, _M}),
    Permission.EDIT_AUDIENCES: frozenset({_O, _M, _K, _Y}),
    Permission.EDIT_RULES: frozenset({_O, _M}),
    Permission.MANAGE_FIELDS: frozenset({_O, _M}),
    Permission.SEE_AUDIT_LOG: frozenset({_O, _M}),
    Permission.MANAGE_TEAM: frozenset({_O}),
    Permission.MANAGE_WORKSPACE: frozenset({_O, _M}),
    Permission.MANAGE_JOBS: frozenset({_O, _M}),
    Permission.SEE_FORESIGHT: frozenset({_O, _M, _A, _K, _Y, _V}),
    Permission.TEST_FORESIGHT: frozenset({_O, _M, _Y}),
}

# What concerns everybody's customers at once: only for members who see all of them.
WHOLE_HOUSE = frozenset(
    {
        Permission.EDIT_RULES,
        Permission.SEE_AUDIT_LOG,
        Permission.MANAGE_WORKSPACE,
        Permission.MANAGE_JOBS,
        Permission.SEE_FORESIGHT,
        Permission.TEST_FORESIGHT,
    }
)

LABELS: "dict[Permission, _StrPromise]" = {
    Permission.SEE_CUSTOMERS: _("See customers and their history"),
    Permission.EDIT_CUSTOMERS: _("Add and change customers"),
    Permission.DELETE_CUSTOMERS: _("Delete and restore customers"),
    Permission.LOG_TOUCHPOINTS: _("Log calls, visits and notes"),
    Permission.KEEP_PROMISES: _("Set and settle follow-ups, snooze rows of Today"),
    Permission.EDIT_PURCHASES: _("Add and change orders"),
    Permission.EDIT_CATALOGUE: _("Change products and prices"),
    Permission.IMPORT: _("Import files and undo imports"),
    Permission.EXPORT: _("Export lists"),
    Permission.KEEP_VIEWS: _("Keep views of lists"),
    Permission.SHARE_VIEWS: _("Share views of lists with everybody"),
    Permission.MANAGE_VIEWS: _("Change shared views, choose the view that a role begins with"),
    Permission.EDIT_AUDIENCES: _("Make and change audiences"),
    Permission.EDIT_RULES: _("Change rules for stages and check-ins"),
    Permission.MANAGE_FIELDS: _("Add, change and remove fields of customers, products and orders"),
    Permission.SEE_AUDIT_LOG: _("See who did and saw what"),
    Permission.MANAGE_TEAM: _("Invite people, change roles, deactivate members"),
    Permission.MANAGE_WORKSPACE: _("Change the workspace"),
    Permission.MANAGE_JOBS: _("See and retry background jobs"),
    Permission.SEE_FORESIGHT: _("See how far predictions can be trusted"),
    Permission.TEST_FORESIGHT: _("Test predictions at past dates"),
}
