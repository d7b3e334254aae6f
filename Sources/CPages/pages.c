#include "pages.h"

// A list with one line for each file would have to be kept in step by hand; a test compares this one with the folder.
#define PAGE(name) static const unsigned char name[] =

#pragma clang diagnostic ignored "-Wc23-extensions"

PAGE(index_html) {
#embed "pages/index.html"
};
PAGE(style_css) {
#embed "pages/style.css"
};
PAGE(app_js) {
#embed "pages/app.js"
};

#undef PAGE
#define PAGE(path, name) { path, name, sizeof name }

static const sonde_page pages[] = {
    PAGE("index.html", index_html),
    PAGE("style.css", style_css),
    PAGE("app.js", app_js),
};

const sonde_page *sonde_pages(size_t *count) {
    *count = sizeof pages / sizeof *pages;
    return pages;
}
