# SPDX-License-Identifier: GPL-3.0-or-later
"""What the test scripts that drive kerf-cli share: TAP lines, kerf-cli itself, and the referee."""
import json
import os
import pathlib
import resource
import subprocess
import sys

cli = sys.argv[1]
shared = pathlib.Path(os.environ.get("KERF_SHARED", "../shared"))
count = failed = 0


def run(*words, env=None, timeout=500, limit_mb=None):
    """kerf-cli with `words`; `env` is added to the environment, `limit_mb` is all the memory it may map."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (limit_mb << 20, limit_mb << 20))
    return subprocess.run([cli, *map(str, words)], capture_output=True, text=True, timeout=timeout,
                          env=dict(os.environ, **(env or {})), preexec_fn=limit if limit_mb else None)


def check(name, ok, more=""):
    """One check: `more` is what to print where it fails. Gives `ok` back."""
    global count, failed
    count += 1
    failed += not ok
    said = "" if ok else "".join(f"\n# {line}" for line in str(more)[:1500].split("\n"))
    print(f"{'ok' if ok else 'not ok'} {count} - {name}" + said, flush=True)
    return ok


def skip(name, why):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {why}", flush=True)


def referee(name, *words):
    """The referee on what Kerf wrote: one check; what it said, or None where it can't be asked."""
    tool = shared / "referee" / "referee"
    if not tool.exists():
        return skip(name, "the referee is not here")
    r = subprocess.run(["/usr/bin/python3", tool, *map(str, words)], capture_output=True, text=True, timeout=1200)
    if "No module" in r.stderr:
        return skip(name, r.stderr.strip().split("\n")[-1])
    try:
        said = json.loads(r.stdout)
    except ValueError:
        said = {"problems": [r.stdout[-500:] + r.stderr[-500:]]}
    check(name, r.returncode == 0, said.get("problems"))
    return said


def end():
    print(f"1..{count}")
    sys.exit(1 if failed else 0)
