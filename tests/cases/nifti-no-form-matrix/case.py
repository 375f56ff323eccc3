# SPDX-License-Identifier: GPL-3.0-or-later
"""An sform of NaN."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", sform=[[float("nan")] * 4] * 3)
