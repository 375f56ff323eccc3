# SPDX-License-Identifier: GPL-3.0-or-later
"""Two dimensions."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", shape=(10, 8), values=[-1000] * 40 + list(range(40)))
