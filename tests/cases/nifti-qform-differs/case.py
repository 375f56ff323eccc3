# SPDX-License-Identifier: GPL-3.0-or-later
"""sform and qform differ by 3 mm (37)."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", qform=(-5, -4, 13), codes=(1, 1))
