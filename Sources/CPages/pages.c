// Written by scripts/page-list.

#include "pages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

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

#define PAGE(path, name) { path, name, sizeof name }

static const sonde_page pages[] = {
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
};

const sonde_page *sonde_pages(size_t *count) {
    *count = sizeof pages / sizeof *pages;
    return pages;
}
