# SPDX-License-Identifier: GPL-3.0-or-later
"""A description in Latin-1."""
from maker import *


def make(t):
    series(t, 4, SpecificCharacterSet="ISO_IR 100", SeriesDescription="Fémur côté gauche".encode("latin1"))
