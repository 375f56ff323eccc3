# SPDX-License-Identifier: GPL-3.0-or-later
"""Voxels of 0.5 × 0.7 × 100 mm."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", sform=[[0.5, 0, 0, -5], [0, 0.7, 0, -4], [0, 0, 100, 10]])
