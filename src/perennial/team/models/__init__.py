from perennial.team.models.audit import AuditEntry
from perennial.team.models.invitation import Invitation
from perennial.team.models.member import Member
from perennial.team.models.workspace import Workspace

__all__ = ["AuditEntry", "Invitation", "Member", "Workspace"]
