"""Jobs for the tests of jobs; their effects are live signals, which anybody may write."""

from django_tasks import task

from perennial.kernel.jobs import JobRefusedError, checkpoint, commit, progress, stop_if_cancelled
from perennial.kernel.live import signal


@task()
def note(word: str) -> str:
    with commit():
        signal("test", word=word)
    return word.upper()


@task(max_attempts=3)
def fail(word: str) -> None:
    with commit():
        signal("test", word=word)
        raise ValueError(f"no {word}")


@task(max_attempts=3)
def refuse(why: str) -> None:
    raise JobRefusedError(why)


@task(queue_name="long")
def count(most: int) -> int:
    for number in range(most):
        stop_if_cancelled()
        with checkpoint():
            signal("test", word=str(number))
            progress(number + 1, most, "counting")
    return most


@task()
def quiet() -> None:
    """Nothing to write: the worker marks it done."""
