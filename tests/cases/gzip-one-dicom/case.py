# SPDX-License-Identifier: GPL-3.0-or-later
"""Gzip of one enhanced DICOM file."""
from maker import *

SOURCE = "{T}/in/all.dcm.gz"


def make(t):
    enhanced(t / "all.dcm", 5)
    write(t / "all.dcm.gz", (t / "all.dcm").read_bytes())
    (t / "all.dcm").unlink()
