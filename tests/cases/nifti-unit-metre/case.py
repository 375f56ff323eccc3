# SPDX-License-Identifier: GPL-3.0-or-later
"""Metres (38)."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", unit=1, sform=[[x / 1000 for x in row] for row in BOX])
