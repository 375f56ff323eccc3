# SPDX-License-Identifier: GPL-3.0-or-later
"""Every binding of mouse and keys with the tour that does it and what is seen then: one table, which keeps the tours honest.

A row: binding | tour | how | what is asserted. A binding is an action of src/app/actions.def (done by its own key unless `how`
says another way) or a gesture: 2d., 3d., tool., look., handle., key. A tour fails at its end where one of its rows was not
shown; check-bindings.py fails where an action has no row. With KERF_TOUR_PICTURES=DIR each binding leaves DIR/<binding>.png.
"""

ROWS = """
app.new-window | keys | | a second window of the program
win.open | keys | | the file chooser "Open a case"
win.import | keys | | the chooser of a folder
win.save | keys | | "Everything is saved"
win.save-copy | keys | | the chooser "Save a copy"
win.export | keys | | the chooser for the selected segment
win.report | keys | | the chooser for the report
win.history | keys | | the window "History"
win.find | keys | | only rows whose name has the word
win.run-operation | keys | | the window "Run an operation"
win.shortcuts | keys | | the window of keys
win.help | keys | | the window of help
win.main-menu | keys | | the menu's entries
win.presentation | reach | | the overview, without a name
win.fullscreen | keys | | the window fills the screen
window.close | keys | | one window less
app.quit | keys | | the program ends with 0
win.data-panel | keys | | the views have its room
win.inspector | keys | | the views have its room
win.next-region | keys | | another part of the window has the focus
win.previous-region | keys | | the part before it has the focus
win.second-window | reach | | a window "(2)" with its strip
win.rename | keys | | the row's new name
win.duplicate | keys | | the row "Hemisacrectomy, copy"
win.lock | keys | | the question, with side and margins
win.undo | keys | | the row's former name
win.redo | keys | | the row's new name
win.copy | keys | | "Figures copied"; the text itself in tour-measure
win.copy-picture | reach | | the popover; "Picture copied, without patient text"
win.save-picture | keys | main menu | the popover "Save picture"
win.next-object | keys | | the next row is selected
win.previous-object | keys | | the row before is selected
win.delete | keys | | the row has gone
win.properties | keys | | the inspector has the focus
win.toggle-shown | keys | | the object is kept as hidden
win.workspace-1 | keys | | workspace Images
win.workspace-2 | keys | | workspace Align
win.workspace-3 | keys | | workspace Contour
win.workspace-4 | keys | | workspace Plan
win.workspace-5 | keys | | workspace Guide
win.workspace-6 | keys | | workspace Compare
win.layout-1 | reach | | one view
win.layout-2 | reach | | four views
win.layout-3 | reach | | one and three views
win.layout-4 | reach | | two axial, two coronal views
win.layout-5 | reach | | three views
win.layout-6 | keys | | views along the cut
win.maximise | reach | | one view; Esc: four
view.zoom-in | keys | | the kept zoom is 1.25 times
view.zoom-out | keys | | the kept zoom is as before
view.zoom-fit | keys | | the kept zoom is none
view.actual-size | keys | | the zoom, or that the monitor does not state its size
view.reset | space | | the camera as at first
view.crosshair | keys | | kept as hidden
view.structures | keys | | kept as hidden
view.margin-map | space | | kept as shown; the legend in the picture
view.hide-overlays | keys | H held | letters, badges and side are left (the picture)
view.link | reach | | "Views no longer linked"; the others stay
view.fusion | fusion | | a blend is kept
view.fusion-kind | fusion | | wipe, then checkerboard
view.fusion-more | fusion | | the share grows by a tenth
view.fusion-less | fusion | | the share shrinks by a tenth
view.fusion-map | fusion | main menu | another map is kept
view.swap-images | fusion | main menu | the other image is the base
view.other-volume | fusion | Space held | the view's name says the other image
view.surgeon | slices | | the axes of all slices are turned
view.turn-plane-left | keys | context menu | right is what was up
view.turn-plane-right | keys | context menu | as it was
view.turn-plane-left-fine | keys | context menu | one degree
view.turn-plane-right-fine | keys | context menu | as it was
view.turn-others-left | keys | context menu | the coronal plane by five degrees
view.turn-others-right | keys | context menu | as it was
view.crosshair-here | slices | context menu | the crosshair is there
view.along-cut | keys | | views along the cut
view.closest-pair | keys | | the crosshair has moved there
view.menu | keys | | the menu's entries
view.slice-back | keys | | 1 mm
view.slice-on | keys | | 1 mm
view.slice-back-10 | keys | | 10 mm
view.slice-on-10 | keys | | 10 mm
view.slice-first | keys | | the head's end
view.slice-last | keys | | the feet's end
view.crosshair-left | keys | | 1 mm
view.crosshair-right | keys | | 1 mm
view.crosshair-up | keys | | 1 mm
view.crosshair-down | keys | | 1 mm
view.crosshair-left-fine | keys | | 0.1 mm
view.crosshair-right-fine | keys | | 0.1 mm
view.crosshair-up-fine | keys | | 0.1 mm
view.crosshair-down-fine | keys | | 0.1 mm
view.slab | keys | | a slab is kept
view.slab-kind | keys | | another kind is kept
view.sampling | keys | main menu | another kind is kept
view.preset-1 | keys | | the view's name, or why not
view.preset-2 | keys | | "window Bone"
view.preset-3 | keys | | "window Soft tissue"
view.preset-4 | keys | | "window Spine bone"
view.preset-5 | keys | | "window Lung"
view.preset-6 | keys | | "window Abdomen"
view.preset-7 | keys | | why it has no meaning here
view.preset-8 | keys | | "window Automatic"
view.preset-9 | keys | | the window that was dragged
view.preset-0 | keys | | "window Full range"
view.defaults | keys | | no window, no slab, plain planes
view.turn-left | space | | 5° that way
view.turn-right | space | | 5° that way
view.turn-up | space | | 5° that way
view.turn-down | space | | 5° that way
view.turn-left-45 | space | | 45° that way
view.turn-right-45 | space | | 45° that way
view.turn-up-45 | space | | 45° that way
view.turn-down-45 | space | | 45° that way
view.pan-left | space | | 40 px
view.pan-right | space | | 40 px
view.pan-up | space | | 40 px
view.pan-down | space | | 40 px
view.from-anterior | space | and the keypad | "from the front"
view.from-posterior | space | and the keypad | "from behind"
view.from-left | space | and the keypad | "from the left"
view.from-right | space | and the keypad | "from the right"
view.from-superior | space | and the keypad | "from the head"
view.from-inferior | space | and the keypad | "from the feet"
view.volume | space | context menu | kept as shown
view.reset-camera | space | | "from the front"
view.perspective | space | | orthographic, with a scale bar
win.tool-navigate | tools | | its hint
win.tool-window | tools | | its hint
win.tool-move | tools | | its hint
win.tool-zoom | tools | | its hint
win.tool-length | measure | | a length, its row in millimetres
win.tool-angle | measure | | an angle, its row in degrees
win.tool-ellipse | measure | | a region with its values
win.tool-cobb | measure | menu of measures | an angle between two lines
win.tool-circle | measure | menu of measures | a region with its values
win.tool-freehand | measure | menu of measures | a region with its values
win.tool-distance | measure | menu of measures | the distance to bone's surface
win.measure-planes | keys | menu of measures | its form, with the selected plane
view.measure-from-here | measure | context menu | a length from that point
win.tool-brush | tools | | its hint
win.brush-shape | tools | | "Brush: disc in the slice"
win.tool-threshold | tools | | its limits
win.brush-mode | tools | | "Brush erases"
win.brush-bigger | tools | | 6.3 mm
win.brush-smaller | tools | | 5.0 mm
win.tool-plane-points | tools | | its hint
win.tool-plane-line | tools | | its hint
win.tool-tube | tools | | its hint
win.take-handle | tools | | the hint of its keys
win.tool-pin | tools | | its hint
2d.wheel | tools | wheel | a slice a notch, to the feet
2d.ctrl-wheel | tools | Ctrl+wheel | 1.10 a notch about the pointer
2d.shift-wheel | tools | Shift+wheel | the brush is 12 % bigger; the slab in tour-slices
2d.left-click | tools | left click | the crosshair is there
2d.left-drag | tools | left drag | width and centre by the table's rates
2d.drag-centre | slices | left drag on the crosshair's centre | the crosshair goes along
2d.drag-line | slices | left drag on a line | only across the line
2d.drag-handle | slices | left drag on a line's end | both other planes turn at right angles
2d.drag-handle-ctrl | slices | the same with Ctrl | steps of 5°, said in the status line
2d.ctrl-left-drag | slices | Ctrl+left drag | the window of the box
2d.shift-left-drag | slices | Shift+left drag | panned one to one
2d.middle-drag | tools | middle drag | panned one to one
2d.middle-click | tools | middle click | the centre is the point
2d.right-drag | slices | right drag | √2 by 75 px
2d.right-click | slices | right click | the menu, in its order
2d.double-click | tools | double click | one view
2d.shift-move | tools | Shift+move | the crosshair follows
2d.hover | tools | move | the status line's place, value, structures
2d.second-button | slices | a second button in a drag | the drag goes on
key.escape-drag | slices | Esc in a drag | the planes as before the press
3d.left-drag | space | left drag | half a turn a width about the crosshair
3d.ctrl-left-drag | space | Ctrl+left drag | roll about the line of sight
3d.middle-drag | space | middle drag | panned one to one
3d.shift-left-drag | space | Shift+left drag | panned one to one
3d.right-drag | space | right drag | twice by 150 px about the press
3d.wheel | space | wheel | 1.10 a notch about the pointer
3d.ctrl-wheel | space | Ctrl+wheel | the same
3d.left-click | space | left click on a surface | selected; the crosshair is within 0.1 mm of the mesh
3d.left-click-nothing | space | left click on nothing | nothing is selected
3d.shift-move | space | Shift+move | the crosshair follows on the surface
3d.double-click-nothing | space | double click on nothing | one view
3d.double-click-surface | space | double click on a surface | the camera's target is there
3d.cube-face | space | click on a face of the cube | "from the left"
3d.cube-edge | space | click on an edge of the cube | 45° between the two faces
key.escape-3d | space | Esc in a drag | the camera as before the press
look.preset | space | inspector, Appearance | another preset is kept
look.curve-keys | space | Page Down, arrows, Insert on the curve | the description of the point
look.curve-delete | space | Delete on the curve | one point less, the image stays
look.box | look | inspector, a switch and a figure | the kept box
look.cut | look | inspector, Along a cut | the kept letter and side
tool.window-drag | tools | Window: drag | the kept width
tool.window-box | tools | Window: Ctrl+drag | the window of the box
tool.move-drag | tools | Move: drag | the kept centre
tool.zoom-drag | tools | Zoom: drag up | the kept zoom grows
tool.brush-drag | tools | Brush: stroke | the volume grows, "Undo Paint"
tool.brush-ctrl | tools | Brush: Ctrl+stroke | the volume shrinks
tool.points | tools | Plane by three clicks | a plane, after the hint of each point
tool.line | tools | Plane by a line, with Ctrl | Plane E
tool.tube | tools | clicks and Enter | a step of history
handle.drag | plan | left drag on a plane's handle | the margin follows, one step
handle.along | tools | Up/Down after Enter | the margin, one step
handle.sideways | tools | Left/Right after Enter | "moved" in the status line
handle.pitch | tools | Page Up/Down after Enter | degrees in the status line
handle.roll | tools | Home/End after Enter | degrees in the status line
key.escape-handle | tools | Esc after Enter | the hint of Navigate
key.backspace | tools | Backspace in a tool of points | one point less
"""

# What the table of the conventions has and the program has not, or what no tour can do, and why.
MISSING = {
    "Preferences Ctrl+,": "there is nothing to prefer yet",
    "Lock Ctrl+L of any object": "it locks the plan; other objects have no lock yet",
    "Draw D, Livewire G, Push U, Interpolate I, Keep to similar values O in Contour": "these tools are not made yet",
    "Other reader Shift+S, slices to review, Accept, Reject": "a second reader is not made yet",
    "win.workspace-7": "workspace Study is shown only where a study is open; the seventh place is empty in the sample",
    "touch and pen": "an X server without a screen has neither; what they mean is tested below the window",
    "Landmark": "the tool is not made yet",
}


def rows():
    """(binding, tour, how, seen)"""
    return [tuple(cell.strip() for cell in line.split("|")) for line in ROWS.strip().splitlines()]


def of_tour(name):
    return {row[0] for row in rows() if row[1] == name}
