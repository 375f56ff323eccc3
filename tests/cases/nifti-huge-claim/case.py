# SPDX-License-Identifier: GPL-3.0-or-later
"""A packed file of a few hundred bytes that claims 32767³ voxels."""
from maker import *

SOURCE = "{T}/in/scan.nii.gz"


def make(t):
    nifti(t / "scan.nii.gz", shape=(32767, 32767, 32767), values=[0] * 10)
