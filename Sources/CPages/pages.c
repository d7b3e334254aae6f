// Written by scripts/page-list.

#include "pages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char app_js[] = {
#embed "pages/app.js"
};
static const unsigned char findings_findings_js[] = {
#embed "pages/findings/findings.js"
};
static const unsigned char findings_links_js[] = {
#embed "pages/findings/links.js"
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
static const unsigned char timeline_states_js[] = {
#embed "pages/timeline/states.js"
};
static const unsigned char timeline_timeline_js[] = {
#embed "pages/timeline/timeline.js"
};

#define PAGE(path, name) { path, name, sizeof name }

static const sonde_page pages[] = {
    PAGE("app.js", app_js),
    PAGE("findings/findings.js", findings_findings_js),
    PAGE("findings/links.js", findings_links_js),
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
    PAGE("timeline/axis.js", timeline_axis_js),
    PAGE("timeline/details.js", timeline_details_js),
    PAGE("timeline/drawing.js", timeline_drawing_js),
    PAGE("timeline/exports.js", timeline_exports_js),
    PAGE("timeline/gutter.js", timeline_gutter_js),
    PAGE("timeline/keys.js", timeline_keys_js),
    PAGE("timeline/layer.js", timeline_layer_js),
    PAGE("timeline/loading.js", timeline_loading_js),
    PAGE("timeline/pixels.js", timeline_pixels_js),
    PAGE("timeline/pointer.js", timeline_pointer_js),
    PAGE("timeline/range.js", timeline_range_js),
    PAGE("timeline/rows.js", timeline_rows_js),
    PAGE("timeline/side.js", timeline_side_js),
    PAGE("timeline/states.js", timeline_states_js),
    PAGE("timeline/timeline.js", timeline_timeline_js),
};

const sonde_page *sonde_pages(size_t *count) {
    *count = sizeof pages / sizeof *pages;
    return pages;
}
