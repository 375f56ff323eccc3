#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file that fuzzing has kept goes through its target again. Usage: replay.py FOLDER_OF_PROGRAMS; the files lie in
corpus/NAME.zip: what covers the code, and what once was a finding (found-*)."""
import pathlib
import subprocess
import sys
import tempfile
import zipfile

here = pathlib.Path(__file__).resolve().parent
sys.argv.insert(1, "")
sys.path.insert(0, str(here.parent))
import tap

for archive in sorted((here / "corpus").glob("*.zip")):
    program = pathlib.Path(sys.argv[2]) / f"replay-{archive.stem}"
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(archive) as z:
            z.extractall(folder)
            n = len(z.namelist())
        r = subprocess.run([program, folder], capture_output=True, text=True, errors="replace", timeout=500)
    last = r.stdout.splitlines()[-1:] or [""]
    tap.check(f"{archive.stem}: {n} files", r.returncode == 0 and last[0] == f"{n} files",
              f"exit status {r.returncode} after {last[0]}: {r.stderr[-800:]}")
tap.end()
