# SPDX-License-Identifier: GPL-3.0-or-later
"""No unit (38): asked, and answered."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", unit=0)
