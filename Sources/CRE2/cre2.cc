#include "cre2.h"

#include <cstring>
#include <new>
#include <re2/re2.h>

struct sonde_re2 {
    re2::RE2 expression;
    sonde_re2(re2::StringPiece pattern, const re2::RE2::Options &options) : expression(pattern, options) {}
};

static constexpr int most_groups = 10;

sonde_re2 *sonde_re2_compile(const char *pattern, size_t length, char *error, size_t capacity) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    sonde_re2 *result = new (std::nothrow) sonde_re2(re2::StringPiece(pattern, length), options);
    if (!result) return nullptr;
    if (result->expression.ok()) return result;
    if (capacity > 0) {
        strncpy(error, result->expression.error().c_str(), capacity - 1);
        error[capacity - 1] = 0;
    }
    delete result;
    return nullptr;
}

void sonde_re2_free(sonde_re2 *expression) { delete expression; }

int sonde_re2_matches(const sonde_re2 *expression, const char *text, size_t length) {
    return expression->expression.Match(
        re2::StringPiece(text, length), 0, length, re2::RE2::UNANCHORED, nullptr, 0);
}

int sonde_re2_find(
    const sonde_re2 *expression, const char *text, size_t length, size_t start, ptrdiff_t *spans, int groups) {
    re2::StringPiece found[most_groups];
    if (groups > most_groups || start > length) return 0;
    if (!expression->expression.Match(
            re2::StringPiece(text, length), start, length, re2::RE2::UNANCHORED, found, groups))
        return 0;
    for (int group = 0; group < groups; group++) {
        bool took_part = found[group].data() != nullptr;
        spans[2 * group] = took_part ? found[group].data() - text : -1;
        spans[2 * group + 1] = took_part ? spans[2 * group] + (ptrdiff_t)found[group].size() : -1;
    }
    return 1;
}
