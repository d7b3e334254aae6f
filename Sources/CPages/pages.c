// Written by scripts/page-list.

#include "pages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char activity_activity_css[] = {
#embed "pages/activity/activity.css"
};
static const unsigned char activity_activity_js[] = {
#embed "pages/activity/activity.js"
};
static const unsigned char activity_bars_js[] = {
#embed "pages/activity/bars.js"
};
static const unsigned char activity_cells_js[] = {
#embed "pages/activity/cells.js"
};
static const unsigned char activity_chips_js[] = {
#embed "pages/activity/chips.js"
};
static const unsigned char activity_details_js[] = {
#embed "pages/activity/details.js"
};
static const unsigned char activity_dialogs_js[] = {
#embed "pages/activity/dialogs.js"
};
static const unsigned char activity_events_js[] = {
#embed "pages/activity/events.js"
};
static const unsigned char activity_exports_js[] = {
#embed "pages/activity/exports.js"
};
static const unsigned char activity_menu_js[] = {
#embed "pages/activity/menu.js"
};
static const unsigned char activity_path_js[] = {
#embed "pages/activity/path.js"
};
static const unsigned char activity_processes_js[] = {
#embed "pages/activity/processes.js"
};
static const unsigned char activity_rules_js[] = {
#embed "pages/activity/rules.js"
};
static const unsigned char activity_stacks_js[] = {
#embed "pages/activity/stacks.js"
};
static const unsigned char activity_summaries_js[] = {
#embed "pages/activity/summaries.js"
};
static const unsigned char activity_svg_js[] = {
#embed "pages/activity/svg.js"
};
static const unsigned char app_js[] = {
#embed "pages/app.js"
};
static const unsigned char code_code_css[] = {
#embed "pages/code/code.css"
};
static const unsigned char code_code_js[] = {
#embed "pages/code/code.js"
};
static const unsigned char findings_findings_js[] = {
#embed "pages/findings/findings.js"
};
static const unsigned char findings_links_js[] = {
#embed "pages/findings/links.js"
};
static const unsigned char flame_chart_js[] = {
#embed "pages/flame/chart.js"
};
static const unsigned char flame_flame_css[] = {
#embed "pages/flame/flame.css"
};
static const unsigned char flame_flame_js[] = {
#embed "pages/flame/flame.js"
};
static const unsigned char flame_palette_js[] = {
#embed "pages/flame/palette.js"
};
static const unsigned char flame_side_js[] = {
#embed "pages/flame/side.js"
};
static const unsigned char goroutines_blockers_js[] = {
#embed "pages/goroutines/blockers.js"
};
static const unsigned char goroutines_compare_js[] = {
#embed "pages/goroutines/compare.js"
};
static const unsigned char goroutines_details_js[] = {
#embed "pages/goroutines/details.js"
};
static const unsigned char goroutines_drawing_js[] = {
#embed "pages/goroutines/drawing.js"
};
static const unsigned char goroutines_exports_js[] = {
#embed "pages/goroutines/exports.js"
};
static const unsigned char goroutines_goroutines_css[] = {
#embed "pages/goroutines/goroutines.css"
};
static const unsigned char goroutines_goroutines_js[] = {
#embed "pages/goroutines/goroutines.js"
};
static const unsigned char goroutines_graph_tree_js[] = {
#embed "pages/goroutines/graph-tree.js"
};
static const unsigned char goroutines_graph_js[] = {
#embed "pages/goroutines/graph.js"
};
static const unsigned char goroutines_lists_js[] = {
#embed "pages/goroutines/lists.js"
};
static const unsigned char goroutines_looks_js[] = {
#embed "pages/goroutines/looks.js"
};
static const unsigned char goroutines_stack_js[] = {
#embed "pages/goroutines/stack.js"
};
static const unsigned char goroutines_state_js[] = {
#embed "pages/goroutines/state.js"
};
static const unsigned char goroutines_words_js[] = {
#embed "pages/goroutines/words.js"
};
static const unsigned char index_html[] = {
#embed "pages/index.html"
};
static const unsigned char shell_api_js[] = {
#embed "pages/shell/api.js"
};
static const unsigned char shell_columns_js[] = {
#embed "pages/shell/columns.js"
};
static const unsigned char shell_dom_js[] = {
#embed "pages/shell/dom.js"
};
static const unsigned char shell_format_js[] = {
#embed "pages/shell/format.js"
};
static const unsigned char shell_grid_js[] = {
#embed "pages/shell/grid.js"
};
static const unsigned char shell_keys_js[] = {
#embed "pages/shell/keys.js"
};
static const unsigned char shell_route_js[] = {
#embed "pages/shell/route.js"
};
static const unsigned char shell_sources_js[] = {
#embed "pages/shell/sources.js"
};
static const unsigned char shell_start_js[] = {
#embed "pages/shell/start.js"
};
static const unsigned char shell_surface_js[] = {
#embed "pages/shell/surface.js"
};
static const unsigned char shell_theme_js[] = {
#embed "pages/shell/theme.js"
};
static const unsigned char shell_views_js[] = {
#embed "pages/shell/views.js"
};
static const unsigned char style_css[] = {
#embed "pages/style.css"
};
static const unsigned char timeline_address_js[] = {
#embed "pages/timeline/address.js"
};
static const unsigned char timeline_axis_js[] = {
#embed "pages/timeline/axis.js"
};
static const unsigned char timeline_details_js[] = {
#embed "pages/timeline/details.js"
};
static const unsigned char timeline_drawing_js[] = {
#embed "pages/timeline/drawing.js"
};
static const unsigned char timeline_exports_js[] = {
#embed "pages/timeline/exports.js"
};
static const unsigned char timeline_gutter_js[] = {
#embed "pages/timeline/gutter.js"
};
static const unsigned char timeline_keys_js[] = {
#embed "pages/timeline/keys.js"
};
static const unsigned char timeline_layer_js[] = {
#embed "pages/timeline/layer.js"
};
static const unsigned char timeline_legend_js[] = {
#embed "pages/timeline/legend.js"
};
static const unsigned char timeline_loading_js[] = {
#embed "pages/timeline/loading.js"
};
static const unsigned char timeline_pixels_js[] = {
#embed "pages/timeline/pixels.js"
};
static const unsigned char timeline_pointer_js[] = {
#embed "pages/timeline/pointer.js"
};
static const unsigned char timeline_range_js[] = {
#embed "pages/timeline/range.js"
};
static const unsigned char timeline_rows_js[] = {
#embed "pages/timeline/rows.js"
};
static const unsigned char timeline_side_js[] = {
#embed "pages/timeline/side.js"
};
static const unsigned char timeline_singles_js[] = {
#embed "pages/timeline/singles.js"
};
static const unsigned char timeline_states_js[] = {
#embed "pages/timeline/states.js"
};
static const unsigned char timeline_timeline_css[] = {
#embed "pages/timeline/timeline.css"
};
static const unsigned char timeline_timeline_js[] = {
#embed "pages/timeline/timeline.js"
};
static const unsigned char timeline_toolbar_js[] = {
#embed "pages/timeline/toolbar.js"
};

#define PAGE(path, name) { path, name, sizeof name }

static const sonde_page pages[] = {
    PAGE("activity/activity.css", activity_activity_css),
    PAGE("activity/activity.js", activity_activity_js),
    PAGE("activity/bars.js", activity_bars_js),
    PAGE("activity/cells.js", activity_cells_js),
    PAGE("activity/chips.js", activity_chips_js),
    PAGE("activity/details.js", activity_details_js),
    PAGE("activity/dialogs.js", activity_dialogs_js),
    PAGE("activity/events.js", activity_events_js),
    PAGE("activity/exports.js", activity_exports_js),
    PAGE("activity/menu.js", activity_menu_js),
    PAGE("activity/path.js", activity_path_js),
    PAGE("activity/processes.js", activity_processes_js),
    PAGE("activity/rules.js", activity_rules_js),
    PAGE("activity/stacks.js", activity_stacks_js),
    PAGE("activity/summaries.js", activity_summaries_js),
    PAGE("activity/svg.js", activity_svg_js),
    PAGE("app.js", app_js),
    PAGE("code/code.css", code_code_css),
    PAGE("code/code.js", code_code_js),
    PAGE("findings/findings.js", findings_findings_js),
    PAGE("findings/links.js", findings_links_js),
    PAGE("flame/chart.js", flame_chart_js),
    PAGE("flame/flame.css", flame_flame_css),
    PAGE("flame/flame.js", flame_flame_js),
    PAGE("flame/palette.js", flame_palette_js),
    PAGE("flame/side.js", flame_side_js),
    PAGE("goroutines/blockers.js", goroutines_blockers_js),
    PAGE("goroutines/compare.js", goroutines_compare_js),
    PAGE("goroutines/details.js", goroutines_details_js),
    PAGE("goroutines/drawing.js", goroutines_drawing_js),
    PAGE("goroutines/exports.js", goroutines_exports_js),
    PAGE("goroutines/goroutines.css", goroutines_goroutines_css),
    PAGE("goroutines/goroutines.js", goroutines_goroutines_js),
    PAGE("goroutines/graph-tree.js", goroutines_graph_tree_js),
    PAGE("goroutines/graph.js", goroutines_graph_js),
    PAGE("goroutines/lists.js", goroutines_lists_js),
    PAGE("goroutines/looks.js", goroutines_looks_js),
    PAGE("goroutines/stack.js", goroutines_stack_js),
    PAGE("goroutines/state.js", goroutines_state_js),
    PAGE("goroutines/words.js", goroutines_words_js),
    PAGE("index.html", index_html),
    PAGE("shell/api.js", shell_api_js),
    PAGE("shell/columns.js", shell_columns_js),
    PAGE("shell/dom.js", shell_dom_js),
    PAGE("shell/format.js", shell_format_js),
    PAGE("shell/grid.js", shell_grid_js),
    PAGE("shell/keys.js", shell_keys_js),
    PAGE("shell/route.js", shell_route_js),
    PAGE("shell/sources.js", shell_sources_js),
    PAGE("shell/start.js", shell_start_js),
    PAGE("shell/surface.js", shell_surface_js),
    PAGE("shell/theme.js", shell_theme_js),
    PAGE("shell/views.js", shell_views_js),
    PAGE("style.css", style_css),
    PAGE("timeline/address.js", timeline_address_js),
    PAGE("timeline/axis.js", timeline_axis_js),
    PAGE("timeline/details.js", timeline_details_js),
    PAGE("timeline/drawing.js", timeline_drawing_js),
    PAGE("timeline/exports.js", timeline_exports_js),
    PAGE("timeline/gutter.js", timeline_gutter_js),
    PAGE("timeline/keys.js", timeline_keys_js),
    PAGE("timeline/layer.js", timeline_layer_js),
    PAGE("timeline/legend.js", timeline_legend_js),
    PAGE("timeline/loading.js", timeline_loading_js),
    PAGE("timeline/pixels.js", timeline_pixels_js),
    PAGE("timeline/pointer.js", timeline_pointer_js),
    PAGE("timeline/range.js", timeline_range_js),
    PAGE("timeline/rows.js", timeline_rows_js),
    PAGE("timeline/side.js", timeline_side_js),
    PAGE("timeline/singles.js", timeline_singles_js),
    PAGE("timeline/states.js", timeline_states_js),
    PAGE("timeline/timeline.css", timeline_timeline_css),
    PAGE("timeline/timeline.js", timeline_timeline_js),
    PAGE("timeline/toolbar.js", timeline_toolbar_js),
};

const sonde_page *sonde_pages(size_t *count) {
    *count = sizeof pages / sizeof *pages;
    return pages;
}
