#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the checks of a test run. Usage: count.py testlog.json. The last line: N passed, N failed, N skipped."""
import json
import re
import sys

passed = failed = skipped = 0
for line in open(sys.argv[1], encoding="utf-8"):
    test = json.loads(line)
    out = test.get("stdout", "") + "\n" + test.get("stderr", "")
    ok = len(re.findall(r"^ok ", out, re.M))
    bad = len(re.findall(r"^not ok ", out, re.M))
    aloud = len(re.findall(r"^skipped: ", out, re.M)) + len(re.findall(r"^ok .*# SKIP", out, re.M | re.I))
    if ok + bad == 0:
        ok, bad = (1, 0) if test["result"] in ("OK", "EXPECTEDFAIL") else (0, 0)
    if test["result"] == "SKIP":
        ok, aloud = 0, max(aloud, 1)
    elif test["result"] not in ("OK", "EXPECTEDFAIL") and bad == 0:
        bad = 1
    if test["result"] not in ("OK", "EXPECTEDFAIL", "SKIP"):
        print(f"failed: {test['name']} ({test['result']})")
    aloud = min(aloud, ok) if ok else aloud
    passed += ok - (aloud if ok else 0)  # what was skipped aloud ended with "ok" too
    failed += bad
    skipped += aloud
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or passed == 0 else 0)
