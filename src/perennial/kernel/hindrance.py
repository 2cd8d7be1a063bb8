"""What stands in the way from outside: a disk, a file, another machine."""


class HinderedError(Exception):
    """Not a fault of the program, and it may pass: a job is tried again. Members read the words of its cause
    (`kernel.jobs.why`); where in the program it happened stands in the log only."""
