#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what a fuzz run has found: keep.py TARGET PROGRAM CORPUS_FOLDER [FINDING…] merges the folder (libFuzzer's -merge=1)
and writes corpus/TARGET.zip, findings first, then the smallest files that still cover most, up to 256 kB packed. The same
files give the same bytes."""
import pathlib
import subprocess
import sys
import tempfile
import zipfile

here = pathlib.Path(__file__).resolve().parent
MOST = 256 << 10


def add(z, name, data):
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    z.writestr(info, data, compresslevel=9)


def main():
    target, program, corpus, findings = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    with tempfile.TemporaryDirectory() as merged:
        subprocess.run([program, "-merge=1", "-rss_limit_mb=2048", "-timeout=10", merged, corpus], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        files = sorted((p.stat().st_size, p.name, p.read_bytes()) for p in pathlib.Path(merged).iterdir())
    (here / "corpus").mkdir(exist_ok=True)
    out = here / "corpus" / f"{target}.zip"
    with zipfile.ZipFile(out, "w") as z:
        for k, path in enumerate(sorted(findings)):
            add(z, f"found-{k + 1:02}", pathlib.Path(path).read_bytes())
        for _, name, data in files:
            if z.fp.tell() > MOST:
                break
            add(z, name, data)
    print(f"{out.name}: {len(zipfile.ZipFile(out).namelist())} of {len(files)} files and {len(findings)} findings, "
          f"{out.stat().st_size} bytes")


main()
