# SPDX-License-Identifier: GPL-3.0-or-later
"""Microns (38)."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", unit=3, sform=[[x * 1000 for x in row] for row in BOX])
