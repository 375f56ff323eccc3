# SPDX-License-Identifier: GPL-3.0-or-later
"""A qform with qfac −1."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", sform=None, codes=(0, 1), qfac=-1)
