# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip whose names lead out of its folder: names are names, no file is written."""
from maker import *

SOURCE = "{T}/in/a.zip"


def make(t):
    with zipfile.ZipFile(t / "a.zip", "w") as z:
        for k in range(4):
            z.writestr(f"../../{k}.dcm", dicom(t / "x.dcm", plain(k)).read_bytes())
    (t / "x.dcm").unlink()
