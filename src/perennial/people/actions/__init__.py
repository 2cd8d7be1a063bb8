"""Everything that people notice when it happens to a customer."""

from perennial.people.actions.creating import Known, create_party
from perennial.people.actions.deleting import delete_party, restore_party
from perennial.people.actions.editing import assign_owner, edit_party
from perennial.people.actions.identifying import add_identity, edit_identity, make_primary, remove_identity
from perennial.people.actions.refusals import Conflict, IdentityTaken, Refused
from perennial.people.actions.staging import StageMove, change_stage, change_stages
from perennial.people.actions.tagging import add_tag, remove_tag, tag_named
from perennial.people.actions.telling import FIGURES, tell_figures
from perennial.people.actions.viewing import note_view

__all__ = [
    "FIGURES",
    "Conflict",
    "IdentityTaken",
    "Known",
    "Refused",
    "StageMove",
    "add_identity",
    "add_tag",
    "assign_owner",
    "change_stage",
    "change_stages",
    "create_party",
    "delete_party",
    "edit_identity",
    "edit_party",
    "make_primary",
    "note_view",
    "remove_identity",
    "remove_tag",
    "restore_party",
    "tag_named",
    "tell_figures",
]
