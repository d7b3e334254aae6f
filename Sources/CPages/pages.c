// Written by scripts/page-list.

#include "pages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

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

#define PAGE(path, name) { path, name, sizeof name }

static const sonde_page pages[] = {
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
    PAGE("shell/start.js", shell_start_js),
    PAGE("shell/surface.js", shell_surface_js),
    PAGE("shell/theme.js", shell_theme_js),
    PAGE("shell/views.js", shell_views_js),
    PAGE("style.css", style_css),
};

const sonde_page *sonde_pages(size_t *count) {
    *count = sizeof pages / sizeof *pages;
    return pages;
}
