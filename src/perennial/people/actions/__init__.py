"""Everything that people notice when it happens to a customer."""

from perennial.people.actions.creating import Known, create_party
from perennial.people.actions.deleting import delete_party, restore_party
from perennial.people.actions.detailing import drop_detail, keep_address, keep_anniversary, keep_remembrance
from perennial.people.actions.editing import assign_owner, edit_party
from perennial.people.actions.erasing import erase_party
from perennial.people.actions.identifying import add_identity, edit_identity, make_primary, remove_identity
from perennial.people.actions.refusals import Conflict, IdentityTaken, Refused
from perennial.people.actions.relating import relate_parties, unrelate_parties
from perennial.people.actions.staging import StageMove, change_stage, change_stages
from perennial.people.actions.tagging import add_tag, remove_tag, tag_named
from perennial.people.actions.telling import FIGURES, tell_figures, tell_figures_of
from perennial.people.actions.viewing import note_export, note_list_export, note_view
from perennial.people.actions.writing import EDITABLE

__all__ = [
    "EDITABLE",
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
    "drop_detail",
    "edit_identity",
    "edit_party",
    "erase_party",
    "keep_address",
    "keep_anniversary",
    "keep_remembrance",
    "make_primary",
    "note_export",
    "note_list_export",
    "note_view",
    "relate_parties",
    "remove_identity",
    "remove_tag",
    "restore_party",
    "tag_named",
    "tell_figures",
    "tell_figures_of",
    "unrelate_parties",
]
