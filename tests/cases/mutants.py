#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Damaged files never damage us: mutants of every small file that the import cases make (and of the shared ones, where they
are) go through `kerf-cli import --list`. Each run ends by itself within 10 s, with exit status 0 or 1 and at most one
sentence on standard error beside the notes, and kerf-cli does not take 2 GB (its decoders can't: RLIMIT_DATA).
Usage: mutants.py KERF_CLI [NUMBER [SEED]]; mutants that fail are kept in $KERF_MUTANTS, if that is set."""
import concurrent.futures
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent)]
import tap
from run import load

number = int(sys.argv[2]) if len(sys.argv) > 2 else 400
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
MOST_BYTES, SECONDS, MOST_KB = 1 << 16, 10, 2 << 20
SHARED = ("dicom-zoo", "volumes", "series/mr-siemens-t1-fragments")
# Bytes that parsers stumble over: signs, lengths without end, tags, delimiters, digits.
SPICE = [b"\0", b"\xff", b"\x7f", b"\x80", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\xfe\xff\0\xe0", b"\xfe\xff\xdd\xe0",
         b"SQ\0\0", b"OW\0\0", b"UN\0\0", b"-1", b"1e999", b"NaN", b"\\", b"\n", b"0", b"99999999999", b"PK\x03\x04", b"\x1f\x8b"]


def seeds(folder):
    """(name, bytes) of small files, one of each size and beginning of a case: slices of one series are alike."""
    found = {}
    for case in sorted(here.glob("*/case.py")):
        t = folder / case.parent.name
        t.mkdir(parents=True)
        made = load(case.parent.name)[0]
        if "SKIP" in made and made["SKIP"]():
            continue
        made["make"](t)
        kinds = set()
        for p in sorted(t.rglob("*")):
            if p.is_symlink() or not p.is_file() or not os.access(p, os.R_OK) or not 0 < p.stat().st_size <= MOST_BYTES:
                continue
            kind = (p.suffix, p.stat().st_size // 64)
            if kind not in kinds and len(kinds) < 3:
                kinds.add(kind)
                found[f"{case.parent.name}/{p.name}"] = p.read_bytes()
    for name in SHARED:
        for p in sorted((tap.shared / "data" / name).rglob("*")):
            if p.is_file() and 0 < p.stat().st_size <= MOST_BYTES and p.suffix not in (".json", ".md"):
                found[f"{name}/{p.name}"] = p.read_bytes()
    return sorted(found.items())


def mutant(data, r):
    """One to eight changes: bytes, spice, cuts, doubled and swapped pieces."""
    data = bytearray(data)
    for _ in range(r.choice((1, 1, 1, 2, 3, 8))):
        at, size = r.randrange(len(data) + 1), r.choice((1, 2, 4, 16, 200))
        how = r.randrange(7)
        if how == 0 and data:
            data[min(at, len(data) - 1)] ^= 1 << r.randrange(8)
        elif how == 1 and data:
            data[min(at, len(data) - 1)] = r.randrange(256)
        elif how == 2:
            piece = r.choice(SPICE)
            data[at:at + len(piece)] = piece
        elif how == 3:
            data[at:at] = r.choice(SPICE)
        elif how == 4:
            del data[at:at + size]
        elif how == 5:
            data[at:at] = data[max(0, at - size):at]
        else:
            del data[at:]
    return bytes(data)


def run_one(path):
    """A word for what went wrong, or None."""
    begin = time.monotonic()
    p = subprocess.Popen([tap.cli, "import", "--list", path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _, stderr = p.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        p.kill()
        p.communicate()
        return "did not end"
    took = time.monotonic() - begin
    lines = [x for x in stderr.decode("utf-8", "strict").splitlines() if not x.startswith("kerf-cli: note: ")]
    if p.returncode not in (0, 1):
        return f"exit status {p.returncode}"
    if took > SECONDS:
        return f"took {took:.1f} s"
    if len(lines) != (1 if p.returncode else 0) or any(not x.startswith("kerf-cli: ") for x in lines):
        return f"exit status {p.returncode} with {lines}"
    return None


def main():
    keep = os.environ.get("KERF_MUTANTS")
    with tempfile.TemporaryDirectory() as t:
        t = pathlib.Path(t).resolve()
        all_seeds = seeds(t / "seeds")
        tap.check("seeds from 100 files at least", len(all_seeds) >= 100, len(all_seeds))
        failures = []

        def job(k):
            name, data = all_seeds[k % len(all_seeds)]
            r = random.Random(seed * 1000003 + k)
            folder = t / f"m{k}"
            folder.mkdir()
            path = folder / name.split("/")[-1]
            path.write_bytes(mutant(data, r))
            wrong = run_one(path)
            if wrong:
                failures.append(f"{k} of {name}: {wrong}")
                if keep:
                    pathlib.Path(keep).mkdir(parents=True, exist_ok=True)
                    (pathlib.Path(keep) / f"{k}-{path.name}").write_bytes(path.read_bytes())
            path.unlink()
            folder.rmdir()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(job, range(number)))
        tap.check(f"{number} mutants of {len(all_seeds)} files are listed or refused", not failures, "\n".join(failures[:40]))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        tap.check(f"none takes 2 GB (the most was {peak // 1024} MB)", peak < MOST_KB)
    tap.end()


main()
