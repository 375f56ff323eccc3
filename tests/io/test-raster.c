/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NIfTI, NRRD and MetaImage files that the test makes itself: every number, byte order and packing, data beside the
 * header, and all that can be wrong with them. */
#include "raster-files.h"

#include <sys/mman.h>

/* ---- what is well-formed ---- */

START_TEST (every_number_in_either_order_and_any_packing)
{
  g_autofree char *folder = kt_folder ();
  KerfNumber number = TYPES[_i].number;
  for (int big = 0; big < 2; big++) {
    const char *order = big ? "big" : "little", *msb = big ? "True" : "False";
    g_autoptr (GByteArray) raw = voxels (number, big), text = as_text (number),
                           zlib = packed (raw->data, raw->len, 15), gzip = packed (raw->data, raw->len, 31);
    const struct {
      const char *name, *encoding;
      const GByteArray *data;
    } rows[] = { { "a.nrrd", "raw", raw },
                 { "b.nrrd", "gzip", gzip },
                 { "c.nrrd", "ascii", text },
                 { "a.mha", "CompressedData = False\n", raw },
                 { "b.mha", "CompressedData = True\n", zlib },
                 { "c.mha", "BinaryData = False\n", text } };
    for (gsize k = 0; k < G_N_ELEMENTS (rows); k++) {
      g_autofree char *head =
          k < 3
              ? g_strdup_printf (NRRD "type: %s\nendian: %s\nencoding: %s\n\n", TYPES[_i].nrrd, order,
                                 rows[k].encoding)
              : g_strdup_printf (META
                                 "BinaryDataByteOrderMSB = %s\n%sElementType = %s\nElementDataFile = LOCAL\n",
                                 msb, rows[k].encoding, TYPES[_i].meta);
      g_autoptr (GByteArray) all = join (head, rows[k].data);
      put (folder, rows[k].name, all);
      check_in (folder, rows[k].name, number);
    }
    g_autoptr (GByteArray) nifti = nifti_head (TYPES[_i].nifti, kerf_number_bytes (number), big);
    g_byte_array_append (nifti, raw->data, raw->len);
    g_autoptr (GByteArray) nifti_gz = packed (nifti->data, nifti->len, 31);
    put (folder, "a.nii", nifti);
    put (folder, "b.nii.gz", nifti_gz);
    check_in (folder, "a.nii", number);
    check_in (folder, "b.nii.gz", number);
  }
  kt_remove (folder);
}
END_TEST

START_TEST (spaces_of_the_patient_are_brought_to_lps_and_others_refused)
{
  static const struct {
    const char *space, *axes; /* axes NULL: refused */
  } rows[] = {
    { "left-posterior-superior", "(1,0,0) (0,2,0) (0,0,3)\nspace origin: (4,5,6)" },
    { "RAS", "(-1,0,0) (0,-2,0) (0,0,3)\nspace origin: (-4,-5,6)" },
    { "right-anterior-superior", "( -1, 0, 0 )  (0,-2,0) (0,0,3)\nspace origin: (-4, -5, 6)" },
    { "left-anterior-superior", "(1,0,0) (0,-2,0) (0,0,3)\nspace origin: (4,-5,6)" },
    { "LAS", "(1,0,0) (0,-2,0) (0,0,3)\nspace origin: (4,-5,6)" },
    { "RAST", "(-1,0,0,0) (0,-2,0,0) (0,0,3,0)\nspace origin: (-4,-5,6,0)" },
    { "scanner-xyz", NULL },
    { "3D-right-handed", NULL },
    { "3D-left-handed", NULL },
    { "left-posterior", NULL },
  };
  g_autoptr (GByteArray) data = voxels (KERF_NUMBER_UINT8, FALSE);
  const char *axes = rows[_i].axes ? rows[_i].axes : rows[0].axes;
  g_autofree char *head = g_strdup_printf (
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 5 4 3\nencoding: raw\nspace: %s\nspace directions: %s\n\n",
      rows[_i].space, axes);
  g_autoptr (KerfScan) scan = scan_text ("a.nrrd", head, data);
  if (rows[_i].axes)
    has_place (kt_series (scan, 0), rows[_i].space);
  else
    kt_has_finding (
        kt_series (scan, 0)->findings, "import.space",
        "'a.nrrd' does not say in which patient directions its axes run; add 'space' to its header.");
}
END_TEST

/* Two volumes: one of the values, one of labels 0, 1, 2 in its planes. */
static GByteArray *
two_volumes (gboolean side_by_side)
{
  GByteArray *data = g_byte_array_new ();
  for (int k = 0; k < 2 * N; k++) {
    int volume = side_by_side ? k % 2 : k / N, voxel = side_by_side ? k / 2 : k % N;
    append_number (data, KERF_NUMBER_INT16, volume ? voxel / NI / NJ : value_at (KERF_NUMBER_INT16, voxel),
                   FALSE);
  }
  return data;
}

START_TEST (several_volumes_are_listed_one_by_one)
{
  static const struct {
    const char *name, *head, *by;
    gboolean side_by_side;
  } rows[] = {
    { "a.nrrd",
      "NRRD0004\ntype: short\nendian: little\nencoding: raw\ndimension: 4\nsizes: 2 5 4 3\nspace: LPS\n"
      "kinds: list domain domain domain\nspace directions: none (1,0,0) (0,2,0) (0,0,3)\nspace origin: (4,5,6)\n\n",
      "by list", TRUE },
    { "b.nrrd",
      "NRRD0004\ntype: short\nendian: little\nencoding: raw\ndimension: 4\nsizes: 5 4 3 2\nspace: LPST\n"
      "space directions: (1,0,0,0) (0,2,0,0) (0,0,3,0) (0,0,0,1)\nspace origin: (4,5,6,0)\n\n",
      "by time", FALSE },
    { "c.mha", META_4 "DimSize = 5 4 3 2\nElementType = MET_SHORT\nElementDataFile = LOCAL\n", "by time",
      FALSE },
  };
  g_autofree char *folder = kt_folder ();
  g_autoptr (GByteArray) data = two_volumes (rows[_i].side_by_side), all = join (rows[_i].head, data);
  put (folder, rows[_i].name, all);
  g_autoptr (KerfScan) scan = scan_of (folder, rows[_i].name);
  ck_assert_uint_eq (scan->series->len, 2);
  g_autofree char *sentence =
                      g_strdup_printf ("Series '%s' holds 2 volumes (%s); they are listed one by one.",
                                       rows[_i].name, rows[_i].by),
                  *label = g_strdup_printf ("%s (2)", rows[_i].name);
  const KerfSeries *first = kt_series (scan, 0), *second = kt_series (scan, 1);
  kt_has_finding (first->findings, "import.split", sentence);
  has_place (first, rows[_i].name);
  has_place (second, rows[_i].name);
  has_values (first, KERF_NUMBER_INT16, rows[_i].name);
  ck_assert_str_eq (second->label, label);
  ck_assert_str_eq (second->frame_uid, first->frame_uid);
  ck_assert (first->kind == KERF_SERIES_VOLUME && second->kind == KERF_SERIES_LABELS);
  ck_assert_uint_eq (second->labels->len, 2);
  g_autoptr (GBytes) label_2 = kerf_series_read_label (second, 2, NULL, NULL);
  const guint8 *inside = g_bytes_get_data (label_2, NULL);
  for (int k = 0; k < N; k++)
    ck_assert_int_eq (inside[k], k >= 2 * NI * NJ);
  kt_remove (folder);
}
END_TEST

/* ---- data beside the header ---- */

START_TEST (data_files_beside_the_header_are_read)
{
  static const struct {
    const char *name, *head;
  } rows[] = {
    { "a.nhdr", NRRD "type: short\nendian: little\nencoding: raw\ndata file: all.raw\n" },
    { "b.nhdr", NRRD "type: short\nendian: little\nencoding: raw\ndata file: ./all.raw\n\n" },
    { "c.nhdr", NRRD "type: short\nendian: little\nencoding: gzip\ndatafile: all.raw.gz\n" },
    { "d.nhdr", NRRD "type: short\nendian: little\nencoding: raw\ndata file: s%02d.raw 1 3 1\n" },
    { "e.nhdr", NRRD "type: short\nendian: little\nencoding: raw\ndata file: s%02d.raw 1 3 1 2\n" },
    { "f.nhdr",
      NRRD "type: short\nendian: little\nencoding: raw\ndata file: LIST\ns01.raw\ns02.raw\ns03.raw\n" },
    { "g.nhdr", NRRD "type: short\nendian: little\nencoding: raw\nbyte skip: -1\ndata file: behind.dcm\n" },
    { "h.nhdr", NRRD
      "type: short\nendian: little\nencoding: raw\nline skip: 2\nbyte skip: 2\ndata file: behind.dcm\n" },
    { "i.nhdr", NRRD "type: short\nendian: little\nencoding: gzip\nbyte skip: -1\ndata file: behind.gz\n" },
    { "j.nhdr", NRRD "type: short\nendian: little\nencoding: gzip\nbyte skip: 15\ndata file: behind.gz\n" },
    { "a.mhd", META "ElementType = MET_SHORT\nElementDataFile = all.raw\n" },
    { "b.mhd", META "CompressedData = True\nElementType = MET_SHORT\nElementDataFile = all.zraw\n" },
    { "c.mhd", META "ElementType = MET_SHORT\nHeaderSize = -1\nElementDataFile = behind.dcm\n" },
    { "d.mhd", META "ElementType = MET_SHORT\nHeaderSize = 15\nElementDataFile = behind.dcm\n" },
    { "e.mhd", META "ElementType = MET_SHORT\nElementDataFile = s%02d.raw 1 3 1\n" },
    { "f.mhd", META "ElementType = MET_SHORT\nElementDataFile = LIST 2\ns01.raw\ns02.raw\ns03.raw\n" },
  };
  g_autofree char *folder = kt_folder ();
  g_autoptr (GByteArray) raw = voxels (KERF_NUMBER_INT16, FALSE), zraw = packed (raw->data, raw->len, 15),
                         gz = packed (raw->data, raw->len, 31), behind = join ("one\nline two\nxy", raw),
                         behind_gz = packed (behind->data, behind->len, 31),
                         head = join (rows[_i].head, NULL);
  put (folder, "all.raw", raw);
  put (folder, "all.zraw", zraw);
  put (folder, "all.raw.gz", gz);
  put (folder, "behind.dcm", behind);
  put (folder, "behind.gz", behind_gz);
  for (guint k = 0; k < NK; k++) {
    g_autofree char *name = g_strdup_printf ("s%02u.raw", k + 1);
    kt_write (folder, name, raw->data + k * NI * NJ * 2, NI * NJ * 2);
  }
  put (folder, rows[_i].name, head);
  check_in (folder, rows[_i].name, KERF_NUMBER_INT16);
  /* Data that belong to a header are nothing to complain of, whatever they are called. */
  g_autoptr (KerfScan) scan = kt_scan (folder);
  gboolean claimed = strstr (rows[_i].head, "behind.dcm") != NULL;
  ck_assert_uint_eq (scan->series->len, 1);
  ck_assert_uint_eq (scan->findings->len, claimed ? 0 : 1);
  kt_remove (folder);
}
END_TEST

/* ---- what is refused ---- */

START_TEST (what_cannot_be_used_says_why)
{
#define NO_PIXELS(file, reason) "'" file "' holds no usable pixels (" reason "); it was left out."
  static const struct {
    const char *name, *head, *code, *sentence;
  } rows[] = {
    { "a.nrrd", NRRD "type: short\nendian: little\nencoding: bzip2\n\n", "import.codec", NULL },
    { "a.nrrd", NRRD "type: block\nencoding: raw\n\n", "import.no-pixels",
      NO_PIXELS ("a.nrrd", "its values are of type 'block'") },
    { "a.nrrd", NRRD "type: short\nencoding: raw\n\n", "import.no-pixels",
      NO_PIXELS ("a.nrrd", "its header has no valid 'endian'") },
    { "a.nrrd", NRRD "type: uchar\nencoding: raw\nsizes: 4 4 4\n\n", "import.no-pixels",
      NO_PIXELS ("a.nrrd", "its header says 'sizes' twice") },
    { "a.nhdr", NRRD "type: uchar\nencoding: raw\ndata file: ../a.raw\n\n", "import.no-pixels",
      NO_PIXELS ("a.nhdr", "its values lie in another folder") },
    { "a.nhdr", NRRD "type: uchar\nencoding: raw\ndata file: /etc/passwd\n\n", "import.no-pixels",
      NO_PIXELS ("a.nhdr", "its values lie in another folder") },
    { "a.nhdr", NRRD "type: uchar\nencoding: raw\ndata file: LIST\na.raw\n..\nb.raw\n", "import.no-pixels",
      NO_PIXELS ("a.nhdr", "its values lie in another folder") },
    { "a.nhdr", NRRD "type: uchar\nencoding: raw\ndata file: gone.raw\n\n", "import.no-pixels",
      NO_PIXELS ("a.nhdr", "its data file 'gone.raw' is not there") },
    { "a.nhdr", NRRD "type: uchar\nencoding: raw\ndata file: s%d.raw 1 2000000000 1\n\n", "import.no-pixels",
      NO_PIXELS ("a.nhdr", "its values lie in 2000000000 files") },
    { "a.nrrd", "NRRD0001\ntype: uchar\ndimension: 3\nsizes: 5 4 3\nspacings: 1 1 1\nencoding: raw\n\n",
      "import.space", NULL },
    { "a.nrrd",
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 5 4 3\nspace: LPS\nspacings: 1 1 1\nencoding: raw\n\n",
      "import.space", NULL },
    { "a.nrrd",
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 5 4 3\nspace: LPS\nspace directions: (1,0,0) (0,1,0) (0,0,1)\n"
      "encoding: raw\n\n",
      "import.no-geometry", NULL },
    { "a.nrrd",
      "NRRD0004\ntype: uchar\ndimension: 4\nsizes: 3 5 4 3\nspace: LPS\nkinds: RGB-color domain domain domain\n"
      "space directions: none (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw\n\n",
      "import.colour", NULL },
    { "a.nrrd",
      "NRRD0004\ntype: uchar\ndimension: 4\nsizes: 3 5 4 3\nspace: LPS\nkinds: 3-vector domain domain domain\n"
      "space directions: none (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw\n\n",
      "import.no-pixels", NO_PIXELS ("a.nrrd", "its values are vectors") },
    { "a.nrrd",
      "NRRD0004\ntype: uchar\ndimension: 4\nsizes: 5 2 4 3\nspace: LPS\n"
      "space directions: (1,0,0) none (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw\n\n",
      "import.no-pixels", NO_PIXELS ("a.nrrd", "a list lies between the axes of its space") },
    { "a.nrrd",
      "NRRD0004\ntype: uchar\ndimension: 4\nsizes: 65 5 4 3\nspace: LPS\n"
      "space directions: none (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw\n\n",
      "import.no-pixels", NO_PIXELS ("a.nrrd", "it holds 65 volumes") },
    { "a.nrrd",
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 99999999999999999999999 4 3\nencoding: raw\n" NRRD_SPACE
      "\n",
      "import.no-pixels", NO_PIXELS ("a.nrrd", "its header gives no size") },
    { "a.nrrd",
      "NRRD0004\ntype: double\nendian: big\ndimension: 3\nsizes: 1200 1200 1200\nencoding: raw\n" NRRD_SPACE
      "\n",
      "import.truncated", "'a.nrrd' ends after 219 of 13824000159 bytes; copy it again from its source." },
    { "a.nrrd",
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 1200 1200 1200\nencoding: gzip\n" NRRD_SPACE "\n",
      "import.no-pixels", NO_PIXELS ("a.nrrd", "it is far shorter than its header says") },
    { "a.nrrd", "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 9 9 9\nencoding: text\n" NRRD_SPACE "\n",
      "import.no-pixels", NO_PIXELS ("a.nrrd", "it is far shorter than its header says") },
    { "a.nrrd", NRRD "type: uchar\nencoding: text\n\n", "import.no-pixels",
      NO_PIXELS ("a.nrrd", "its text is no list of such numbers") },
    { "a.nrrd", NRRD "type: uchar\nencoding: gzip\n\n", "import.no-pixels",
      NO_PIXELS ("a.nrrd", "its packed values are damaged") },
    { "a.mha", "NDims = 2\nDimSize = 5 12\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
      "import.one-slice", "Series 'a.mha' has a single slice; a volume needs at least 3." },
    { "a.mha", META_4 "DimSize = 5 4 3 65\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
      "import.no-pixels", NO_PIXELS ("a.mha", "it holds 65 volumes") },
    { "a.mha", META "ElementNumberOfChannels = 3\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
      "import.colour", NULL },
    { "a.mha", META "ElementType = MET_UCHAR_ARRAY\nElementDataFile = LOCAL\n", "import.no-pixels",
      NO_PIXELS ("a.mha", "its values are of type 'MET_UCHAR_ARRAY'") },
    { "a.mha", META "AnatomicalOrientation = RPI\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
      "import.space", NULL },
    { "a.mha",
      "NDims = 3\nDimSize = 5 4 3\nOffset = 0 0 0\nElementSpacing = 1 1 1\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
      "import.space", NULL },
    { "a.mha",
      "NDims = 3\nDimSize = 5 4 3\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nElementSpacing = 1 1 1\nElementType = MET_UCHAR\n"
      "ElementDataFile = LOCAL\n",
      "import.no-geometry", NULL },
    { "a.mha",
      META
      "CompressedData = True\nCompressedDataSize = 5000\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
      "import.truncated", NULL },
    { "a.mhd", "ObjectType = Scene\nNObjects = 2\nElementDataFile = LOCAL\n", "import.no-pixels",
      NO_PIXELS ("a.mhd", "it is a 'Scene', not an image") },
  };
#undef NO_PIXELS
  if ((gsize) _i >= G_N_ELEMENTS (rows))
    return;
  g_autoptr (GByteArray) data = voxels (KERF_NUMBER_UINT8, FALSE);
  g_autoptr (KerfScan) scan = scan_text (rows[_i].name, rows[_i].head, data);
  ck_assert_str_eq (kerf_verdict_name (kt_series (scan, 0)->verdict), "refused");
  kt_has_finding (kt_series (scan, 0)->findings, rows[_i].code, rows[_i].sentence);
}
END_TEST

/* One field of a sound NIfTI header is changed; `sentence` NULL: it is read all the same. */
START_TEST (nifti_headers_that_say_odd_things)
{
  static const struct {
    gsize at;
    KerfNumber number;
    double v, then; /* `then`: the next field of the same kind */
    const char *sentence;
  } rows[] = {
    { 108, KERF_NUMBER_FLOAT32, 0, 0, NULL }, /* vox_offset: behind the header all the same */
    { 108, KERF_NUMBER_FLOAT32, -1e30, 0, NULL },
    { 108, KERF_NUMBER_FLOAT32, 353, 0,
      "'a.nii' ends after 472 of 473 bytes; copy it again from its source." },
    { 70, KERF_NUMBER_INT16, 32, 64,
      "'a.nii' holds no usable pixels (its values are complex numbers); it was left out." },
    { 70, KERF_NUMBER_INT16, 1536, 128,
      "'a.nii' holds no usable pixels (its values are of type 1536); it was left out." },
    { 40, KERF_NUMBER_INT16, 2, NI, "Series 'a.nii' has a single slice; a volume needs at least 3." },
    { 40, KERF_NUMBER_INT16, 9, NI,
      "'a.nii' holds no usable pixels (it has 9 dimensions); it was left out." },
    { 42, KERF_NUMBER_INT16, -5, NJ,
      "'a.nii' holds no usable pixels (its header gives no size); it was left out." },
    { 46, KERF_NUMBER_INT16, 2, 0, "Series 'a.nii' has 2 slices; a volume needs at least 3." },
    { 254, KERF_NUMBER_INT16, 0, 0, "'a.nii' has no valid sform or qform; save it with one." },
    { 280, KERF_NUMBER_FLOAT32, NAN, 0, "'a.nii' has no valid sform or qform; save it with one." },
  };
  g_autofree char *folder = kt_folder ();
  g_autoptr (GByteArray) file = sound_file (0), field = g_byte_array_new ();
  append_number (field, rows[_i].number, rows[_i].v, FALSE);
  append_number (field, rows[_i].number, rows[_i].then, FALSE);
  memcpy (file->data + rows[_i].at, field->data, field->len);
  put (folder, "a.nii", file);
  if (!rows[_i].sentence)
    check_in (folder, "a.nii", KERF_NUMBER_INT16);
  else {
    g_autoptr (KerfScan) scan = scan_of (folder, "a.nii");
    const KerfSeries *s = kt_series (scan, 0);
    ck_assert_str_eq (kerf_verdict_name (s->verdict), "refused");
    ck_assert_str_eq (((KerfFinding *) s->findings->pdata[0])->message, rows[_i].sentence);
  }
  kt_remove (folder);
}
END_TEST

/* ---- MetaImage's own ways ---- */

START_TEST (metaimage_says_the_same_in_other_words)
{
  static const char *const heads[] = {
    "ElementType = MET_UCHAR\nDimSize = 5 4 3\nElementSize = 1 2 3\nOrigin = 4 5 6\nRotation = 1 0 0 0 1 0 0 0 1\n"
    "NDims = 3\nElementDataFile = LOCAL\n",
    "NDims = 3\r\nDimSize = 5 4 3\r\nElementSpacing = 1 2 3\r\nElementSize = 7 7 7\r\nPosition = 4 5 6\r\n"
    "Orientation = 1 0 0 0 1 0 0 0 1\r\nElementType = MET_UCHAR\r\nElementDataFile = LOCAL\r\n",
    "NDims = 3\nDimSize = 5 4 3\nElementSpacing = 1 2 3\nOffset = 4 5 6\nAnatomicalOrientation = RAI\n"
    "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
    META "AnatomicalOrientation = LPS\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
    "NDims = 3\nDimSize = 5 4 3\nElementSpacing = .1 .2 .3\nOffset = .4 .5 .6\nDistanceUnits = cm\n"
    "TransformMatrix = 1 0 0 0 1 0 0 0 1\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
  };
  g_autofree char *folder = kt_folder ();
  g_autoptr (GByteArray) data = voxels (KERF_NUMBER_UINT8, FALSE), all = join (heads[_i], data);
  put (folder, "a.mha", all);
  check_in (folder, "a.mha", KERF_NUMBER_UINT8);
  kt_remove (folder);
}
END_TEST

/* An axis that runs the other way is no mirror: the patient's geometry is what counts. */
START_TEST (flipped_and_turned_axes_keep_their_place)
{
  g_autoptr (GByteArray) data = voxels (KERF_NUMBER_UINT8, FALSE);
  g_autoptr (KerfScan) scan = scan_text (
      "MR t2.mha",
      "NDims = 3\nDimSize = 5 4 3\nElementSpacing = 1 2 3\nOffset = 4 5 6\nTransformMatrix = 0 0 1 -1 0 0 0 1 0\n"
      "Modality = MET_MOD_MR\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n",
      data);
  const KerfSeries *s = kt_series (scan, 0);
  KerfVec3 p = kerf_grid_point (&s->grid, 1, 1, 1);
  ck_assert (s->verdict == KERF_VERDICT_REGULAR && kerf_mat4_determinant (&s->grid.patient_from_index) < 0);
  kt_near (p.x, 4 - 2, 1e-12);
  kt_near (p.y, 5 + 3, 1e-12);
  kt_near (p.z, 6 + 1, 1e-12);
  ck_assert_str_eq (s->role, "mr");
  ck_assert_str_eq (s->modality, "MR");
  ck_assert_str_eq (s->format, "metaimage");
}
END_TEST

/* ---- damage ---- */

static gboolean
reads (const guint8 *data, gsize size)
{
  float to[N];
  KerfRasterSurvey survey;
  g_auto (KerfRaster) raster = { 0 };
  int fd = memfd_create ("raster", MFD_CLOEXEC);
  ck_assert_int_eq (write (fd, data, size), (gssize) size); /* and the position stays at the end */
  gboolean good = kerf_raster_parse (fd, "a", &raster, NULL) && !raster.refused && !raster.data_files &&
                  raster.n[0] == NI && raster.n[1] == NJ && raster.n[2] == NK &&
                  kerf_raster_survey (&raster, &fd, &survey, NULL, NULL) &&
                  kerf_raster_read (&raster, &fd, 0, KERF_RASTER_FLOAT32, 0, 0, to, NULL, NULL);
  close (fd);
  return good;
}

/* A packed file may lack the sum at its end, but not a value. */
START_TEST (no_file_that_was_cut_off_is_read)
{
  g_autoptr (GByteArray) file = sound_file (_i);
  guint spare = _i % 2 ? 8 : 0;
  ck_assert (reads (file->data, file->len));
  for (guint n = 0; n + spare + 1 < file->len; n++)
    ck_assert_msg (!reads (file->data, n), "file %d was read from %u of %u bytes", _i, n, file->len);
}
END_TEST

/* As bgzip writes them. */
START_TEST (gzip_files_put_behind_each_other_are_one)
{
  g_autoptr (GByteArray) raw = voxels (KERF_NUMBER_INT16, FALSE),
                         file = join (NRRD "type: short\nendian: little\nencoding: gzip\n\n", NULL);
  for (guint at = 0; at < raw->len; at += 24) {
    g_autoptr (GByteArray) piece = packed (raw->data + at, 24, 31);
    g_byte_array_append (file, piece->data, piece->len);
  }
  ck_assert (reads (file->data, file->len));
  file->data[file->len - 7] ^= 1;
  ck_assert (!reads (file->data, file->len));
}
END_TEST

START_TEST (a_flipped_bit_in_packed_values_is_noticed)
{
  for (int which = 1; which < 6; which += 2) {
    g_autoptr (GByteArray) file = sound_file (which);
    file->data[file->len - (which == 5 ? 2 : 7)] ^= 4; /* in the sum */
    ck_assert (!reads (file->data, file->len));
  }
}
END_TEST

/* Headers without an end, of one endless line, or of a million names: refused, in a time that no one notices. */
START_TEST (header_bombs_are_refused)
{
  g_autoptr (GString) lines = g_string_new (NRRD "type: uchar\nencoding: raw\n"),
                      names = g_string_new (NRRD "type: uchar\nencoding: raw\ndata file: LIST\n"),
                      one = g_string_new (META "Comment = ");
  for (int k = 0; k < 200000; k++) {
    g_string_append (lines, "key:=a value that says nothing\n");
    g_string_append (names, "a.raw\n");
    g_string_append (one, "nothing ");
  }
  ck_assert (!reads ((const guint8 *) lines->str, lines->len));
  ck_assert (!reads ((const guint8 *) names->str, names->len));
  ck_assert (!reads ((const guint8 *) one->str, one->len));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("raster");
  TCase *t = tcase_create ("raster");
  tcase_add_loop_test (t, every_number_in_either_order_and_any_packing, 0, (int) G_N_ELEMENTS (TYPES));
  tcase_add_loop_test (t, spaces_of_the_patient_are_brought_to_lps_and_others_refused, 0, 10);
  tcase_add_loop_test (t, several_volumes_are_listed_one_by_one, 0, 3);
  tcase_add_loop_test (t, data_files_beside_the_header_are_read, 0, 16);
  tcase_add_loop_test (t, what_cannot_be_used_says_why, 0, 31);
  tcase_add_loop_test (t, nifti_headers_that_say_odd_things, 0, 11);
  tcase_add_loop_test (t, metaimage_says_the_same_in_other_words, 0, 5);
  tcase_add_test (t, flipped_and_turned_axes_keep_their_place);
  tcase_add_loop_test (t, no_file_that_was_cut_off_is_read, 0, 6);
  tcase_add_test (t, gzip_files_put_behind_each_other_are_one);
  tcase_add_test (t, a_flipped_bit_in_packed_values_is_noticed);
  tcase_add_test (t, header_bombs_are_refused);
  suite_add_tcase (suite, t);
  return kt_run (suite);
}
