# SPDX-License-Identifier: GPL-3.0-or-later
"""Two patients whose images share the series UID, as bad anonymisers leave them (9, 31)."""
from maker import *


def make(t):
    series(t / "a", 3)
    series(t / "b", 3, PatientID="P2", PatientName="Baker^Ben")
