# SPDX-License-Identifier: GPL-3.0-or-later
"""Prone: rows run from left to right of the patient, columns to the front (25)."""
from maker import *


def make(t):
    series(t, 4, PatientPosition="HFP", ImageOrientationPatient=[-1, 0, 0, 0, -1, 0], ImagePositionPatient=lambda k: [5, 4, 10 + k])
