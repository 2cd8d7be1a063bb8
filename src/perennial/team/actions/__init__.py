"""Every change of the team that a person could notice."""

from perennial.team.actions.changing_email import AddressLinkDeadError, address_behind, change_email, mail_address_link
from perennial.team.actions.changing_reach import ReachRefusedError, change_reach, grant_access, move_member
from perennial.team.actions.changing_roles import LastOwnerError, change_role
from perennial.team.actions.changing_workspace import WorkspaceChangedMeanwhileError, change_workspace
from perennial.team.actions.deactivating import deactivate_member, end_sessions, reactivate_member
from perennial.team.actions.editing_profile import edit_profile
from perennial.team.actions.inviting import InvitationRefusedError, invite_member, renew_invitation, withdraw_invitation
from perennial.team.actions.joining import InvitationDeadError, invitation_behind, join_team
from perennial.team.actions.reading import (
    read_all_notifications,
    read_notification,
    set_notifications,
    unread_notification,
)
from perennial.team.actions.second_factors import (
    FactorError,
    add_authenticator,
    add_passkey,
    make_recovery_codes,
    note_recovery_code_used,
    remove_factor,
    rename_passkey,
    require_second_factor,
    reset_factors,
    spend_code,
)
from perennial.team.actions.sessions import end_session
from perennial.team.actions.setting_up import AlreadySetUpError, set_up_workspace
from perennial.team.actions.steering_jobs import cancel_job, discard_job, retry_job
from perennial.team.actions.teams import TeamRefusedError, change_team, make_team, remove_team
from perennial.team.actions.tokening import TokenRefusedError, make_token, revoke_token, token_named
from perennial.team.actions.vouching import (
    ProviderRefusedError,
    connect_provider,
    disconnect_provider,
    join_by_provider,
)

__all__ = [
    "AddressLinkDeadError",
    "AlreadySetUpError",
    "FactorError",
    "InvitationDeadError",
    "InvitationRefusedError",
    "LastOwnerError",
    "ProviderRefusedError",
    "ReachRefusedError",
    "TeamRefusedError",
    "TokenRefusedError",
    "WorkspaceChangedMeanwhileError",
    "add_authenticator",
    "add_passkey",
    "address_behind",
    "cancel_job",
    "change_email",
    "change_reach",
    "change_role",
    "change_team",
    "change_workspace",
    "connect_provider",
    "deactivate_member",
    "discard_job",
    "disconnect_provider",
    "edit_profile",
    "end_session",
    "end_sessions",
    "grant_access",
    "invitation_behind",
    "invite_member",
    "join_by_provider",
    "join_team",
    "mail_address_link",
    "make_recovery_codes",
    "make_team",
    "make_token",
    "move_member",
    "note_recovery_code_used",
    "reactivate_member",
    "read_all_notifications",
    "read_notification",
    "remove_factor",
    "remove_team",
    "rename_passkey",
    "renew_invitation",
    "require_second_factor",
    "reset_factors",
    "retry_job",
    "revoke_token",
    "set_notifications",
    "set_up_workspace",
    "spend_code",
    "token_named",
    "unread_notification",
    "withdraw_invitation",
]
