# SPDX-License-Identifier: GPL-3.0-or-later
"""A description in UTF-8."""
from maker import *


def make(t):
    series(t, 4, SpecificCharacterSet="ISO_IR 192", SeriesDescription="Kreuzbein µCT".encode())
