# SPDX-License-Identifier: GPL-3.0-or-later
"""A description and a name in GB18030."""
from maker import *


def make(t):
    series(t, 4, SpecificCharacterSet="GB18030", PatientName="王^小东".encode("gb18030"),
           SeriesDescription="骨盆 薄层".encode("gb18030"))
