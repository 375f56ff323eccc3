# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that are no numbers."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", kind="float32", values=[float("nan") if p % 97 == 5 else v + 0.5 for p, v in enumerate(hu())])
