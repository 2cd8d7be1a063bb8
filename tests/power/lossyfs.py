"""A FUSE filesystem that loses what a disk may lose when the power goes: `python -m tests.power.lossyfs BACKING MOUNT SEED`.

Writes stay in memory. fsync brings a file to the folder BACKING. On SIGUSR1 the power goes: of what was written since the last
fsync, each 512-byte sector survives by chance, in any order, and the process is gone. One folder, files only; creating,
renaming and deleting a file count as durable at once.
"""

import errno
import os
import random
import signal
import stat
import sys
import time
from pathlib import Path
from typing import Any

import mfusepy as fuse

SECTOR = 512
SURVIVES = 0.5


class Disk:
    """One file: what programs see, and which sectors of it are not on the platter yet."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = bytearray(content)
        self.dirty: set[int] = set()

    def write(self, data: bytes, offset: int) -> None:
        if len(self.content) < offset:
            self.content.extend(bytes(offset - len(self.content)))
        self.content[offset : offset + len(data)] = data
        self.dirty.update(range(offset // SECTOR, (offset + len(data) - 1) // SECTOR + 1))

    def truncate(self, length: int) -> None:
        if length < len(self.content):
            del self.content[length:]
        else:
            self.content.extend(bytes(length - len(self.content)))

    def bring_down(self, path: Path, sectors: set[int], *, whole: bool) -> None:
        """Write sectors to the platter; `whole` also sets the file's length, as fsync does."""
        with path.open("r+b" if path.exists() else "w+b") as platter:
            for sector in sorted(sectors):
                start = sector * SECTOR
                if start < len(self.content):
                    platter.seek(start)
                    platter.write(self.content[start : start + SECTOR])
            if whole:
                platter.truncate(len(self.content))


class LossyFolder(fuse.Operations):
    """See the module."""

    use_ns = False

    def __init__(self, backing: Path, seed: int) -> None:
        self.backing, self.chance = backing, random.Random(seed)
        self.files = {f"/{path.name}": Disk(path.read_bytes()) for path in backing.iterdir()}

    def cut(self) -> None:
        """The power goes."""
        for name, disk in self.files.items():
            if not name.endswith("-shm"):
                survivors = {sector for sector in disk.dirty if self.chance.random() < SURVIVES}
                disk.bring_down(self._platter(name), survivors, whole=False)
        os._exit(9)

    def _platter(self, name: str) -> Path:
        return self.backing / name.removeprefix("/")

    def _disk(self, name: str) -> Disk:
        if name not in self.files:
            raise fuse.FuseOSError(errno.ENOENT)
        return self.files[name]

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        owner = {"st_uid": os.getuid(), "st_gid": os.getgid(), "st_mtime": time.time()}
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2, **owner}
        return {"st_mode": stat.S_IFREG | 0o644, "st_nlink": 1, "st_size": len(self._disk(path).content), **owner}

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", *(name.removeprefix("/") for name in self.files)]

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        self.files[path] = Disk()
        self._platter(path).touch()
        return 0

    def open(self, path: str, flags: int) -> int:
        self._disk(path)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return bytes(self._disk(path).content[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        self._disk(path).write(data, offset)
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        self._disk(path).truncate(length)
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        disk = self._disk(path)
        disk.bring_down(self._platter(path), disk.dirty, whole=True)
        disk.dirty.clear()
        return 0

    def flush(self, path: str, fh: int) -> int:
        return 0

    def release(self, path: str, fh: int) -> int:
        return 0

    def unlink(self, path: str) -> int:
        self.files.pop(path, None)
        self._platter(path).unlink(missing_ok=True)
        return 0

    def rename(self, old: str, new: str) -> int:
        self.files[new] = self.files.pop(old)
        self._platter(old).rename(self._platter(new))
        return 0

    def chmod(self, path: str, mode: int) -> int:
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        return 0

    def utimens(self, path: str, times: Any = None) -> int:
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 20, "f_bavail": 1 << 19, "f_bfree": 1 << 19}


def main() -> None:
    backing, mount, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    folder = LossyFolder(backing, seed)
    signal.signal(signal.SIGUSR1, lambda *_: folder.cut())
    fuse.FUSE(folder, mount, foreground=True, nothreads=True, allow_other=False)


if __name__ == "__main__":
    main()
