"""The team's jobs."""

from django_tasks import task

from perennial.team.actions.resetting import mail_reset_link


@task()
def mail_password_reset(email: str) -> None:
    """Enqueued for every address that somebody typed as theirs."""
    mail_reset_link(email)
