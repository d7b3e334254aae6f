/// HTTP and TLS by libcurl, which is loaded when it is first needed: linking it would slow every start down.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct sonde_http_library;

/// Loads libcurl by a name such as `libcurl.so.4`; NULL when it is not there. It is never unloaded.
const struct sonde_http_library *sonde_http_load(const char *name);

struct sonde_http_request {
    const char *url;
    /// Header lines, and NULL behind the last.
    const char *const *headers;
    const char *user_agent;
    int64_t timeout_milliseconds;
    int64_t connect_milliseconds;
    /// Bytes of body that are accepted.
    size_t limit;
    /// Ignores the environment's proxy.
    int is_direct;
    /// Accepts any TLS certificate.
    int is_unverified;
};

struct sonde_http_response {
    /// 0, or libcurl's error (CURLcode).
    int error;
    /// The body exceeded the limit.
    int is_too_large;
    long status;
    char content_type[128];
    char message[256];
    /// Body; to be freed with `free`. NULL when empty.
    uint8_t *body;
    size_t count;
};

/// Makes a GET request; follows at most five redirections, to http and https only.
void sonde_http_get(const struct sonde_http_library *library, const struct sonde_http_request *request,
                    struct sonde_http_response *response);
