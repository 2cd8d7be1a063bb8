"""Loading and removing the sample company while the product runs."""

from django_tasks import task

from perennial.connect.sample.company import load_company, whole_history
from perennial.connect.sample.removing import remove_sample
from perennial.connect.sample.team import carers, hire_colleagues
from perennial.kernel.jobs import commit
from perennial.kernel.live import signal
from perennial.team.models import Member


@task()
def load_sample_job(member_id: int) -> None:
    by = Member.objects.get(pk=member_id)
    history = whole_history()
    with commit():
        load_company(history, by=by, team=carers(hire_colleagues(by=by, password="")), say=lambda text: None)
        signal("today")
        signal("party")


@task()
def remove_sample_job(member_id: int) -> None:
    remove_sample(by=Member.objects.get(pk=member_id))
