#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the table of operations from the blocks KERF_OP (name) in the given files. Usage: ops-table.py OUT FILE…"""
import pathlib
import re
import sys

names = []
for file in sys.argv[2:]:
    text = pathlib.Path(file).read_text(encoding="utf-8")
    names += re.findall(r"^KERF_OP \((\w+)\)", text, re.M)
names.sort()
out = ["/* Made by tools/ops-table.py. */", '#include "ops/ops.h"', ""]
out += [f"extern const KerfOp kerf_op_{n};" for n in names]
out += ["", "const KerfOp *const kerf_ops[] = {"]
out += [f"  &kerf_op_{n}," for n in names]
out += ["  NULL,", "};", ""]
pathlib.Path(sys.argv[1]).write_text("\n".join(out), encoding="utf-8")
