"""Everything that people notice when it happens to a customer."""

from perennial.people.actions.creating import Known, Written, create_party, write_party
from perennial.people.actions.deleting import delete_party, restore_party
from perennial.people.actions.detailing import drop_detail, keep_address, keep_anniversary, keep_remembrance
from perennial.people.actions.editing import assign_owner, edit_party
from perennial.people.actions.erasing import erase_party
from perennial.people.actions.following import follow_party, tell_followers, unfollow_party
from perennial.people.actions.identifying import add_identity, edit_identity, make_primary, remove_identity
from perennial.people.actions.matching import distinguish_parties, suspect_again
from perennial.people.actions.merging import gather_stragglers, merge_parties
from perennial.people.actions.merging_many import look_for_duplicates, start_merging, stop_merging
from perennial.people.actions.purging import purge_merges
from perennial.people.actions.refusals import Conflict, IdentityTaken, Refused
from perennial.people.actions.relating import (
    StaleRelation,
    edit_relation,
    relate_parties,
    restore_relation,
    unrelate_parties,
)
from perennial.people.actions.staging import StageMove, change_stage, change_stages
from perennial.people.actions.suspecting import compare_soon
from perennial.people.actions.tagging import add_tag, remove_tag, tag_named
from perennial.people.actions.telling import FIGURES, tell_figures, tell_figures_of
from perennial.people.actions.unmerging import undo_merge
from perennial.people.actions.unmerging_many import start_undoing
from perennial.people.actions.viewing import note_export, note_view
from perennial.people.actions.writing import EDITABLE

__all__ = [
    "EDITABLE",
    "FIGURES",
    "Conflict",
    "IdentityTaken",
    "Known",
    "Refused",
    "StageMove",
    "StaleRelation",
    "Written",
    "add_identity",
    "add_tag",
    "assign_owner",
    "change_stage",
    "change_stages",
    "compare_soon",
    "create_party",
    "delete_party",
    "distinguish_parties",
    "drop_detail",
    "edit_identity",
    "edit_party",
    "edit_relation",
    "erase_party",
    "follow_party",
    "gather_stragglers",
    "keep_address",
    "keep_anniversary",
    "keep_remembrance",
    "look_for_duplicates",
    "make_primary",
    "merge_parties",
    "note_export",
    "note_view",
    "purge_merges",
    "relate_parties",
    "remove_identity",
    "remove_tag",
    "restore_party",
    "restore_relation",
    "start_merging",
    "start_undoing",
    "stop_merging",
    "suspect_again",
    "tag_named",
    "tell_figures",
    "tell_figures_of",
    "tell_followers",
    "undo_merge",
    "unfollow_party",
    "unrelate_parties",
    "write_party",
]
