/// C access to RE2, whose syntax and semantics are those of Go's regexp.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sonde_re2 sonde_re2;

/// Compiles a pattern. On failure returns NULL and puts the reason, cut to `capacity` bytes with its NUL, into `error`.
sonde_re2 *sonde_re2_compile(const char *pattern, size_t length, char *error, size_t capacity);
void sonde_re2_free(sonde_re2 *expression);

/// Whether the pattern matches anywhere in the text.
int sonde_re2_matches(const sonde_re2 *expression, const char *text, size_t length);

/// Finds the leftmost match at or after `start`. `spans` receives `groups` pairs of offsets, the whole match first;
/// both are -1 for a group that took no part. Returns 0 when nothing matches.
int sonde_re2_find(
    const sonde_re2 *expression, const char *text, size_t length, size_t start, ptrdiff_t *spans, int groups);

#ifdef __cplusplus
}
#endif
