"""What the team hears: of its own changes that a member should be told by mail."""

from perennial.kernel.events import hears
from perennial.team.deeds import address_of_request
from perennial.team.events import SecurityChanged
from perennial.team.jobs import mail_security_notice


@hears(SecurityChanged)
def tell_by_mail(event: SecurityChanged) -> None:
    """Whoever did it, the member learns of it at their address."""
    mail_security_notice.enqueue(event.member_id, event.what, event.name, address_of_request.get() or "")
