#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a writer (or takes its disk's power) at random moments; nothing that it acknowledged may be lost, nothing damaged.
Usage: losses.py WRITER kill|cut ROUNDS [SEED]. Rounds go on with the same file for three times, as a person would."""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

writer, mode, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
rng = random.Random(seed)
lost = damaged = acknowledged = 0
with tempfile.TemporaryDirectory() as folder:
    for n in range(rounds):
        if n % 3 == 0:
            path = pathlib.Path(folder, f"{n}.kerf")
            known = []
        p = subprocess.Popen([writer, "cut" if mode == "cut" else "write", str(path), str(seed * 100003 + n)],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if mode == "kill":
            time.sleep(rng.uniform(0.005, 0.25))
            os.kill(p.pid, signal.SIGKILL)
        out, err = p.communicate(timeout=120)
        if p.returncode not in (9, -9, 0):
            print(f"round {n}: left with {p.returncode}: {err}")
            damaged += 1
        fresh = [line for line in out.split("\n") if len(line) == 64]
        known += fresh
        acknowledged += len(fresh)
        if not path.exists() or (not known and path.stat().st_size == 0):
            continue
        check = subprocess.run([writer, "verify", str(path), *known], capture_output=True, text=True, timeout=300)
        if check.returncode:
            if not known and ("no head" in check.stderr or "is not a Kerf case" in check.stderr):
                continue  # it was killed before it had made anything
            print(f"round {n}: {check.stderr[:600]}")
            lost += check.stderr.count("lost:")
            damaged += 1
            path = pathlib.Path(folder, f"{n}-next.kerf")
            known = []
what = "kills" if mode == "kill" else "power cuts"
ok = not lost and not damaged
print(f"1..1\n{'ok' if ok else 'not ok'} 1 - {rounds} {what}: {acknowledged} acknowledged, {lost} lost, {damaged} damaged (seed {seed})")
sys.exit(0 if ok else 1)
