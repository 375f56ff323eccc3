# SPDX-License-Identifier: GPL-3.0-or-later
"""A packed file with a damaged end."""
from maker import *

SOURCE = "{T}/in/scan.nii.gz"


def make(t):
    p = nifti(t / "scan.nii.gz")
    p.write_bytes(p.read_bytes()[:-40])
