# SPDX-License-Identifier: GPL-3.0-or-later
"""A description in ISO 2022 (Korean)."""
from maker import *


def make(t):
    series(t, 4, SpecificCharacterSet="\\ISO 2022 IR 149", SeriesDescription=b"\x1b$)C" + "골반".encode("euc-kr"),
           PatientName=b"Hong^Gildong=\x1b$)C" + "洪".encode("euc-kr") + b"^\x1b$)C" + "吉洞".encode("euc-kr"))
