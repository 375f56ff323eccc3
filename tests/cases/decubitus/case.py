# SPDX-License-Identifier: GPL-3.0-or-later
"""On the right side: the axes of the table are not those of the patient (25)."""
from maker import *


def make(t):
    series(t, 4, PatientPosition="HFDR", ImageOrientationPatient=[0, -1, 0, 1, 0, 0], ImagePositionPatient=lambda k: [-4, 5, 10 + k])
