# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours (36)."""
from maker import *

SOURCE = "{T}/in/scan.nii"


def make(t):
    nifti(t / "scan.nii", kind="rgb", values=[0] * (3 * 480))
