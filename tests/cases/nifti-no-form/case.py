# SPDX-License-Identifier: GPL-3.0-or-later
"""Neither sform nor qform (37)."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", codes=(0, 0))
