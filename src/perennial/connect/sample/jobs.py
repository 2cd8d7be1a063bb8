"""Loading and removing the sample company while the product runs."""

from django_tasks import task

from perennial.connect.sample.company import load_company, whole_history
from perennial.connect.sample.parts import load_parts, note_parts
from perennial.connect.sample.removing import remove_sample
from perennial.connect.sample.team import carers, hire_colleagues
from perennial.kernel.jobs import commit
from perennial.kernel.live import signal
from perennial.team.models import Member


@task()
def load_sample_job(member_id: int) -> None:
    by = Member.objects.get(pk=member_id)
    history = whole_history()
    note_parts()
    with commit():
        load_company(history, by=by, team=carers(hire_colleagues(by=by, password="")), say=lambda text: None)
        load_sample_parts_job.enqueue(member_id)
        signal("today")
        signal("party")


@task(queue_name="long")
def load_sample_parts_job(member_id: int) -> None:
    """What the slices above add; with what an attempt that was interrupted left out."""
    load_parts(Member.objects.get(pk=member_id), lambda text: None)
    with commit():
        signal("today")
        signal("party")


@task()
def remove_sample_job(member_id: int) -> None:
    remove_sample(by=Member.objects.get(pk=member_id))
