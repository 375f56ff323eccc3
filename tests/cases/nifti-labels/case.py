# SPDX-License-Identifier: GPL-3.0-or-later
"""A label image waits until it is asked for."""
from maker import *

BEFORE = [("{T}/in/ct",)]
SOURCE = "{T}/in/labels.nii"


def make(t):
    series(t / "ct", 5)
    nifti(t / "labels.nii", [0] * 240 + [1] * 120 + [3] * 120, kind="uint8")
