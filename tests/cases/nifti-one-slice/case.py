# SPDX-License-Identifier: GPL-3.0-or-later
"""One slice."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", shape=(10, 8, 1))
