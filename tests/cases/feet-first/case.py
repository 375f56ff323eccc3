# SPDX-License-Identifier: GPL-3.0-or-later
"""Feet first: positions and axes are the patient's already (25)."""
from maker import *


def make(t):
    series(t, 4, PatientPosition="FFS", ImageOrientationPatient=[-1, 0, 0, 0, 1, 0], ImagePositionPatient=lambda k: [5, -4, 10 - k])
