"""The cost of our pages beside a plain Django page with the same rows and a bare hello, in one run.

CPU milliseconds a request = user + system time of the server's process tree, divided by requests; one
worker, loopback, anonymous, no page cache. The servers take turns (A B C, A B C) and the lower of two
rounds counts. Only ratios within one run mean anything.

    make bench
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROUNDS, SECONDS, WARM = 2, float(os.environ.get("BENCH_SECONDS", "2")), 0.5
PAGES = {
    "home": "/en/",
    "members": "/en/members/",
    "meetings": "/en/meetings/",
    "one meeting": "/en/meetings/22/",
    "documents": "/en/documents/",
    "mandates": "/en/mandates/",
    "grid 18 x 17": "/en/matrices/wsis-sdg/2015/",
    "grid 18 x 169": "/en/matrices/wsis-sdg/2015/?detail=1",
    "grid wsis-gdc": "/en/matrices/wsis-gdc/draft/",
}


def environment(**more):
    return {**os.environ, "DEBUG": "0", "SECRET_KEY": "bench" * 20, "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR",
            "SECURE_SSL_REDIRECT": "0", "BUNDLED": "0", "PYTHONPATH": str(HERE), **more}  # fmt: skip


@contextmanager
def server(application: str, port: int, env: dict):
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "error", application]  # fmt: skip
    process = subprocess.Popen(command, env=env)
    try:
        for _ in range(200):
            assert process.poll() is None, f"{application} did not start"
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def cpu_of_tree(pid: int) -> float:
    """Return user + system seconds of a process and its children, from /proc."""
    total, tick = 0.0, os.sysconf("SC_CLK_TCK")
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        fields = Path(f"/proc/{current}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / tick
        for task in Path(f"/proc/{current}/task").iterdir():
            waiting += [int(child) for child in (task / "children").read_text().split()]
    return total


def ask(address: str, seconds: float) -> int:
    """Ask for one page again and again; return how often. Every answer must be 200."""
    count, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200, address
            answer.read()
        count += 1
    return count


def measure(pid: int, address: str) -> float:
    ask(address, WARM)
    before = cpu_of_tree(pid)
    count = ask(address, SECONDS)
    return (cpu_of_tree(pid) - before) / count * 1000


def counted_queries(database: str) -> dict[str, int]:
    """Return the queries of each page for an anonymous visitor, asked in process."""
    os.environ.update(environment(DATABASE_URL=database, DJANGO_SETTINGS_MODULE="ungis.settings"))
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for name, address in PAGES.items():
        Client().get(address, headers={"host": "127.0.0.1"})
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address, headers={"host": "127.0.0.1"}).status_code == 200, address
        counts[name] = len(queries)
    return counts


def prepared(folder: str) -> tuple[str, dict]:
    """Lay a database with the whole record into a folder; return its address and the environment that uses it."""
    database = f"sqlite:///{folder}/bench.sqlite3"
    env = environment(DATABASE_URL=database)
    print("preparing a database with the whole record …", flush=True)
    for command in (
        ["migrate", "--verbosity", "0"],
        ["createcachetable"],
        ["load"],
        ["catalogues", "--compile-only"],
    ):
        subprocess.run([sys.executable, "-m", "ungis", *command], env=env, check=True, stdout=subprocess.DEVNULL)
    return database, env


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database, env = prepared(folder)
        figures: dict[str, dict[str, float]] = {name: {} for name in [*PAGES, "hello"]}
        with (
            server("ungis.wsgi:application", 8971, env) as ours,
            server("plain:application", 8972, env) as plain,
        ):
            for turn in range(ROUNDS):
                print(f"round {turn + 1} of {ROUNDS} …", flush=True)
                for name, address in PAGES.items():
                    for kind, pid, port in (("ours", ours, 8971), ("plain", plain, 8972)):
                        cost = measure(pid, f"http://127.0.0.1:{port}{address}")
                        figures[name][kind] = min(cost, figures[name].get(kind, cost))
                cost = measure(plain, "http://127.0.0.1:8972/hello")
                figures["hello"]["plain"] = min(cost, figures["hello"].get("plain", cost))
        queries = counted_queries(database)
    hello = figures.pop("hello")["plain"]
    print(f"\n{'page':<14} {'ours ms':>8} {'plain ms':>9} {'ours/plain':>11} {'queries':>8}")
    for name, figure in figures.items():
        ratio = figure["ours"] / figure["plain"]
        print(f"{name:<14} {figure['ours']:>8.2f} {figure['plain']:>9.2f} {ratio:>11.2f} {queries[name]:>8}")
    print(f"bare hello of the same server: {hello:.3f} ms")


if __name__ == "__main__":
    main()
