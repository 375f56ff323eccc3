/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/error.h"
#include "cli/cli.h"
#include "cli/sample.h"

#include <stdio.h>
#include <string.h>

/* The table of commands, and the commands that only speak of it. */

static const KerfCliOption import_options[] = {
  { "list", FALSE },      { "select", TRUE }, { "role", TRUE },  { "name", TRUE },
  { "as-segment", TRUE }, { "on", TRUE },     { "class", TRUE }, { "same-person", TRUE },
  { "unit", TRUE },       { "item", TRUE },   { NULL, FALSE },
};
static const KerfCliOption script_options[] = { { "atomic", FALSE }, { NULL, FALSE } };
static const KerfCliOption check_options[] = { { "repair", TRUE }, { NULL, FALSE } };
static const KerfCliOption export_options[] = {
  { "id", TRUE },           { "view", TRUE },   { "at", TRUE },       { "size", TRUE },
  { "volume", TRUE },       { "window", TRUE }, { "page", TRUE },     { "patient-text", FALSE },
  { "pseudonymise", TRUE }, { "key", TRUE },    { "preview", FALSE }, { "burned-in-checked", TRUE },
  { "dpi", TRUE },          { "from", TRUE },   { "plan", TRUE },     { "see", TRUE },
  { "margin-map", FALSE },  { "cut", TRUE },    { "box", TRUE },      { NULL, FALSE },
};
static const KerfCliOption render_options[] = {
  { "view", TRUE },          { "from", TRUE },        { "at", TRUE },   { "size", TRUE },
  { "volume", TRUE },        { "window", TRUE },      { "plan", TRUE }, { "dpi", TRUE },
  { "see", TRUE },           { "margin-map", FALSE }, { "cut", TRUE },  { "box", TRUE },
  { "patient-text", FALSE }, { NULL, FALSE },
};
static const KerfCliOption phantom_options[] = {
  { "seed", TRUE }, { "size", TRUE }, { "matrix", TRUE }, { "motion", TRUE }, { NULL, FALSE }
};
static const KerfCliOption demo_options[] = { { "from", TRUE }, { NULL, FALSE } };
static const KerfCliOption compare_options[] = {
  { "planning", TRUE }, { "basis", TRUE }, { "alignment", TRUE }, { "tumour", TRUE }, { NULL, FALSE },
};
static const KerfCliOption operations_options[] = { { "markdown", FALSE }, { NULL, FALSE } };

const KerfCliCommand kerf_cli_commands[] = {
  { "import", "SOURCE… CASE",
    "Reads files or folders into CASE (made if absent). --list only says what is there; --select N,… "
    "takes those of the list; --role, --as-segment NAME --on VOLUME --class, --same-person REASON, --unit mm|m|inch.",
    import_options, 1, 1000, kerf_cli_import },
  { "do", "CASE OPERATION [KEY=VALUE…]", "One operation, one revision; prints the id of what it made.", NULL,
    2, 1000, kerf_cli_do },
  { "script", "CASE FILE",
    "A line an operation, - is standard input, # begins a comment; stops at the first that can't be "
    "done and says the line; --atomic keeps all or nothing.",
    script_options, 2, 2, kerf_cli_script },
  { "undo", "CASE", "Takes the last operation back.", NULL, 1, 1, kerf_cli_undo },
  { "redo", "CASE", "Does it again.", NULL, 1, 1, kerf_cli_redo },
  { "goto", "CASE REVISION", "Moves to a revision by its number or the first digits of its hash.", NULL, 2, 2,
    kerf_cli_goto },
  { "log", "CASE", "The history, oldest first; * marks where the case stands.", NULL, 1, 1, kerf_cli_log },
  { "show", "CASE [ID]",
    "What is in the case: images, segments, alignments, plans with margins, guides; what is stale and why.",
    NULL, 1, 2, kerf_cli_show },
  { "check", "CASE",
    "Recomputes every hash and the chain; --repair COPY writes what is sound into a new file.", check_options,
    1, 1, kerf_cli_check },
  { "export", "WHAT CASE OUT",
    "WHAT is guide, plan, report, picture, segment, volume, alignment or case; --id names the object. A volume goes "
    "into a .nii.gz or a new folder of DICOM. Of a case and a volume --pseudonymise ID with --key FILE (made where it is "
    "absent) takes out what identifies; export case CASE --pseudonymise ID --preview shows it; --burned-in-checked REASON.",
    export_options, 2, 3, kerf_cli_export },
  { "render", "CASE OUT.png",
    "A picture: --view axial|coronal|sagittal|3d|cut|four-up, --from anterior|posterior|left|right|superior|"
    "inferior (3-D), --at X,Y,Z, --size WxH, --dpi N, --volume ID, --window C,W, --plan ID; in 3-D also --see PRESET (the voxels), --margin-map, --cut PLANE[:specimen], "
    "--box X0,Y0,Z0,X1,Y1,Z1; patient text is left out unless --patient-text.",
    render_options, 2, 2, kerf_cli_render },
  { "phantom", "sacrum|femur DIR",
    "An invented patient with known answers: DICOM folders and truth.json; --seed N, --size "
    "small|full, --matrix NxNxN, --motion rx,ry,rz,tx,ty,tz.",
    phantom_options, 2, 2, kerf_cli_phantom },
  { "compare", "CASE A B",
    "E2 between two plans, or E1 between a plan and an image after the operation: of the comparison that "
    "the case has, or made now by --planning copied|replanned --basis … --alignment ID.",
    compare_options, 3, 3, kerf_cli_compare },
  { "demo", "DIR",
    "The whole job on the phantom, or with --from FOLDER on any CT (with a simulated lesion); leaves case, guide, "
    "report, plan and pictures in DIR.",
    demo_options, 1, 1, kerf_cli_demo },
  { "operations", "[NAME]", "The registry: every operation with its parameters; --json, --markdown.",
    operations_options, 0, 1, kerf_cli_operations },
  { "help", "[COMMAND]", "Says what there is.", NULL, 0, 1, kerf_cli_help },
  { "version", "", "Says which Kerf this is.", NULL, 0, 0, kerf_cli_version },
  { NULL, NULL, NULL, NULL, 0, 0, NULL },
};

gboolean
kerf_cli_version (KerfCli *cli, G_GNUC_UNUSED GError **error)
{
  if (cli->json) {
    KerfJson *json = kerf_json_object ();
    kerf_json_set_string (json, "name", "Kerf");
    kerf_json_set_string (json, "version", KERF_VERSION);
    kerf_cli_print_json (json);
    return TRUE;
  }
  printf ("kerf-cli %s\nFor research, not for clinical use.\n", KERF_VERSION);
  return TRUE;
}

gboolean
kerf_cli_help (KerfCli *cli, GError **error)
{
  const char *name = kerf_cli_word (cli, 0);
  for (gsize k = 0; name && kerf_cli_commands[k].name; k++)
    if (strcmp (kerf_cli_commands[k].name, name) == 0) {
      printf ("kerf-cli %s %s\n%s\n", name, kerf_cli_commands[k].usage, kerf_cli_commands[k].help);
      return TRUE;
    }
  if (name)
    return kerf_fail_text (error, KERF_ERROR_WORDS, "There is no command '%s'; kerf-cli help lists them.",
                           name);
  printf ("Examples:\n"
          "  kerf-cli import scans/ct sacrum.kerf --role ct\n"
          "  kerf-cli do sacrum.kerf segment.threshold volume=v1 low=200 name=Bone class=bone\n\n"
          "kerf-cli COMMAND [OPTIONS] ARGUMENTS\n\n");
  for (gsize k = 0; kerf_cli_commands[k].name; k++)
    printf ("  %-12s %s\n", kerf_cli_commands[k].name, kerf_cli_commands[k].usage);
  printf (
      "\nFor every command: --json -j, --quiet -q, --force -f, --threads N, --memory MB, --author NAME, --progress json.\n"
      "Exit status: 0 done, 1 it could not be done, 2 the words are off, 130 interrupted.\n"
      "For research, not for clinical use.\n");
  return TRUE;
}
