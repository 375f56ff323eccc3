/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "case/op.h"

G_BEGIN_DECLS

/* All operations of the program, sorted by name, ended by NULL: found in src/ops by tools/ops-table.py. */
extern const KerfOp *const kerf_ops[];

G_END_DECLS
