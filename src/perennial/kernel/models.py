"""The kernel's tables."""

from perennial.kernel.jobs.models import Job
from perennial.kernel.limits.models import Spent
from perennial.kernel.live.models import LiveSignal
from perennial.kernel.once.models import KeptAnswer
from perennial.kernel.schedule.models import ScheduleSlot

__all__ = ["Job", "KeptAnswer", "LiveSignal", "ScheduleSlot", "Spent"]
