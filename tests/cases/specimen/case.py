# SPDX-License-Identifier: GPL-3.0-or-later
"""A scan of a specimen: nothing in the header is sure, the role is chosen (35)."""
from maker import *


def make(t):
    series(t, 4, PatientPosition=None, SeriesDescription="Specimen")
