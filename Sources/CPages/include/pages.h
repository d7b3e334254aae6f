// The files that the browser gets, as they are: no build step changes them.

#ifndef SONDE_PAGES_H
#define SONDE_PAGES_H

#include <stddef.h>

typedef struct {
    // Path below `pages`, such as "flame/flame.js".
    const char *path;
    const unsigned char *bytes;
    size_t length;
} sonde_page;

// All of them; `count` gets their number.
const sonde_page *sonde_pages(size_t *count);

#endif
