"""Every change of the team that a person could notice."""

from perennial.team.actions.changing_email import AddressLinkDeadError, address_behind, change_email, mail_address_link
from perennial.team.actions.changing_roles import LastOwnerError, change_role
from perennial.team.actions.changing_workspace import WorkspaceChangedMeanwhileError, change_workspace
from perennial.team.actions.deactivating import deactivate_member, end_sessions, reactivate_member
from perennial.team.actions.editing_profile import edit_profile
from perennial.team.actions.inviting import InvitationRefusedError, invite_member, renew_invitation, withdraw_invitation
from perennial.team.actions.joining import InvitationDeadError, invitation_behind, join_team
from perennial.team.actions.setting_up import AlreadySetUpError, set_up_workspace
from perennial.team.actions.steering_jobs import cancel_job, discard_job, retry_job

__all__ = [
    "AddressLinkDeadError",
    "AlreadySetUpError",
    "InvitationDeadError",
    "InvitationRefusedError",
    "LastOwnerError",
    "WorkspaceChangedMeanwhileError",
    "address_behind",
    "cancel_job",
    "change_email",
    "change_role",
    "change_workspace",
    "deactivate_member",
    "discard_job",
    "edit_profile",
    "end_sessions",
    "invitation_behind",
    "invite_member",
    "join_team",
    "mail_address_link",
    "reactivate_member",
    "renew_invitation",
    "retry_job",
    "set_up_workspace",
    "withdraw_invitation",
]
