from perennial.team.models.apitoken import ApiToken
from perennial.team.models.audit import AppendOnlyError, AuditEntry, AuditPermit
from perennial.team.models.invitation import Invitation
from perennial.team.models.member import Member
from perennial.team.models.notification import Notification, NotificationSettings
from perennial.team.models.team import Team
from perennial.team.models.workspace import Workspace

__all__ = [
    "ApiToken",
    "AppendOnlyError",
    "AuditEntry",
    "AuditPermit",
    "Invitation",
    "Member",
    "Notification",
    "NotificationSettings",
    "Team",
    "Workspace",
]
