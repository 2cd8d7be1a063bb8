"""What a program sets going, and what that sets going, is told as done by its token."""

from django_tasks import task

from perennial.kernel.jobs import Job
from perennial.kernel.jobs.testing import run_jobs
from perennial.team.deeds import record_deed, token_of_request
from perennial.team.models import AuditEntry, Member
from tests.apiclient import Program


@task()
def write_down(member_id: int, again: bool) -> None:
    record_deed("x.y.done", by=Member.objects.get(pk=member_id))
    if again:
        write_down.enqueue(member_id, False)


def test_a_job_and_those_that_it_asks_for_carry_the_token(api: Program, olive: Member) -> None:
    before = token_of_request.set(api.token.pk)
    write_down.enqueue(olive.pk, True)
    token_of_request.reset(before)
    write_down.enqueue(olive.pk, False)
    assert Job.objects.filter(args__has_key="carried").count() == 1
    assert run_jobs() == 3
    tokens = AuditEntry.objects.filter(action="x.y.done").order_by("id").values_list("token", flat=True)
    assert sorted(tokens, key=str) == sorted([api.token.pk, api.token.pk, None], key=str)
    assert token_of_request.get() is None
