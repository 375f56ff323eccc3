# SPDX-License-Identifier: GPL-3.0-or-later
"""A series that names no patient, alone."""
from maker import *


def make(t):
    series(t, 4, PatientID=None, PatientName=None, PatientBirthDate=None, PatientSex=None)
