# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows and columns at 84°."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", sform=[[0.5, 0.07, 0, -5], [0, 0.7, 0, -4], [0, 0, 1, 10]])
