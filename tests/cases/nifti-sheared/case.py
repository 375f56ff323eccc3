# SPDX-License-Identifier: GPL-3.0-or-later
"""Slices that lean by 5.7°: a tilted stack (3)."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", sform=[[0.5, 0, 0, -5], [0, 0.7, 0.1, -4], [0, 0, 1, 10]])
