from perennial.lake.models.file import File
from perennial.lake.models.progress import Change, Progress
from perennial.lake.models.term import Term

__all__ = ["Change", "File", "Progress", "Term"]
