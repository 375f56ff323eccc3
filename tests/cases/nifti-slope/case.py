# SPDX-License-Identifier: GPL-3.0-or-later
"""Stored values with slope and intercept."""
from maker import *

VOXELS = [0.5 * v - 3 for v in hu()]
SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", slope=0.5, intercept=-3.0)
