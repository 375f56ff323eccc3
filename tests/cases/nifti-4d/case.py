# SPDX-License-Identifier: GPL-3.0-or-later
"""Two volumes in one file."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", shape=(10, 8, 6, 2), values=hu() * 2)
