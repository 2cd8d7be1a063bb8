"""For tests: run what was enqueued, here and now."""

from perennial.kernel.jobs.claiming import claim
from perennial.kernel.jobs.models import Job
from perennial.kernel.jobs.running import Run, perform


def run_jobs(*, raising: bool = True, most: int = 100) -> int:
    """Run the jobs that are due, and those that they enqueue, in this thread. Returns how many ran.

    With `raising=False` a failing job is retried or buried as in production instead of failing the test.
    """
    queues = list(Job.objects.unfinished().values_list("queue", flat=True).distinct()) or ["default"]
    for ran in range(most):
        jobs = claim(queues, worker="test")
        if not jobs:
            return ran
        perform(Run(jobs[0]), raising=raising)
    raise AssertionError(f"more than {most} jobs ran; does a job enqueue itself for ever?")
