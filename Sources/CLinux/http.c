#define _GNU_SOURCE
#include "http.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Names and numbers of curl/curl.h, which are part of libcurl.so.4's stable interface.
enum {
    CURLOPT_WRITEDATA = 10001,
    CURLOPT_URL = 10002,
    CURLOPT_PROXY = 10004,
    CURLOPT_ERRORBUFFER = 10010,
    CURLOPT_USERAGENT = 10018,
    CURLOPT_HTTPHEADER = 10023,
    CURLOPT_FOLLOWLOCATION = 52,
    CURLOPT_SSL_VERIFYPEER = 64,
    CURLOPT_MAXREDIRS = 68,
    CURLOPT_SSL_VERIFYHOST = 81,
    CURLOPT_NOSIGNAL = 99,
    CURLOPT_TIMEOUT_MS = 155,
    CURLOPT_CONNECTTIMEOUT_MS = 156,
    CURLOPT_PROTOCOLS = 181,
    CURLOPT_REDIR_PROTOCOLS = 182,
    CURLOPT_WRITEFUNCTION = 20011,
    CURLPROTO_HTTP_AND_HTTPS = 3,
    CURLINFO_RESPONSE_CODE = 0x200002,
    CURLINFO_CONTENT_TYPE = 0x100012,
    CURLE_OUT_OF_MEMORY = 27,
    CURL_GLOBAL_DEFAULT = 3,
};

struct sonde_http_library {
    int (*global_init)(long);
    void *(*init)(void);
    int (*setopt)(void *, int, ...);
    int (*perform)(void *);
    int (*getinfo)(void *, int, ...);
    void (*cleanup)(void *);
    const char *(*strerror)(int);
    void *(*slist_append)(void *, const char *);
    void (*slist_free_all)(void *);
};

const struct sonde_http_library *sonde_http_load(const char *name) {
    void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return NULL;
    struct sonde_http_library *library = calloc(1, sizeof *library);
    if (library == NULL) return NULL;
    *(void **)&library->global_init = dlsym(handle, "curl_global_init");
    *(void **)&library->init = dlsym(handle, "curl_easy_init");
    *(void **)&library->setopt = dlsym(handle, "curl_easy_setopt");
    *(void **)&library->perform = dlsym(handle, "curl_easy_perform");
    *(void **)&library->getinfo = dlsym(handle, "curl_easy_getinfo");
    *(void **)&library->cleanup = dlsym(handle, "curl_easy_cleanup");
    *(void **)&library->strerror = dlsym(handle, "curl_easy_strerror");
    *(void **)&library->slist_append = dlsym(handle, "curl_slist_append");
    *(void **)&library->slist_free_all = dlsym(handle, "curl_slist_free_all");
    int is_whole = library->global_init && library->init && library->setopt && library->perform &&
                   library->getinfo && library->cleanup && library->strerror && library->slist_append &&
                   library->slist_free_all;
    if (is_whole && library->global_init(CURL_GLOBAL_DEFAULT) == 0) return library;
    free(library);
    return NULL;
}

struct sink {
    struct sonde_http_response *response;
    size_t capacity;
    size_t limit;
};

/// libcurl's write callback: anything but the whole length ends the transfer.
static size_t take(const char *data, size_t size, size_t count, void *context) {
    struct sink *sink = context;
    struct sonde_http_response *response = sink->response;
    size_t length = size * count;
    if (length > sink->limit - response->count) {
        response->is_too_large = 1;
        return 0;
    }
    if (length > sink->capacity - response->count) {
        size_t capacity = sink->capacity * 2 + length + 4096;
        uint8_t *body = realloc(response->body, capacity);
        if (body == NULL) return 0;
        response->body = body;
        sink->capacity = capacity;
    }
    memcpy(response->body + response->count, data, length);
    response->count += length;
    return length;
}

static int perform(const struct sonde_http_library *library, void *easy, const struct sonde_http_request *request,
                   void *headers, struct sink *sink) {
    library->setopt(easy, CURLOPT_URL, request->url);
    library->setopt(easy, CURLOPT_USERAGENT, request->user_agent);
    library->setopt(easy, CURLOPT_HTTPHEADER, headers);
    library->setopt(easy, CURLOPT_ERRORBUFFER, sink->response->message);
    library->setopt(easy, CURLOPT_NOSIGNAL, 1L);
    library->setopt(easy, CURLOPT_PROTOCOLS, (long)CURLPROTO_HTTP_AND_HTTPS);
    library->setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)CURLPROTO_HTTP_AND_HTTPS);
    library->setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    library->setopt(easy, CURLOPT_MAXREDIRS, 5L);
    library->setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_milliseconds);
    library->setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_milliseconds);
    library->setopt(easy, CURLOPT_WRITEFUNCTION, take);
    library->setopt(easy, CURLOPT_WRITEDATA, (void *)sink);
    if (request->is_direct) library->setopt(easy, CURLOPT_PROXY, "");
    if (request->is_unverified) {
        library->setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        library->setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    int error = library->perform(easy);
    library->getinfo(easy, CURLINFO_RESPONSE_CODE, &sink->response->status);
    const char *type = NULL;
    if (library->getinfo(easy, CURLINFO_CONTENT_TYPE, &type) == 0 && type != NULL)
        snprintf(sink->response->content_type, sizeof sink->response->content_type, "%s", type);
    return error;
}

void sonde_http_get(const struct sonde_http_library *library, const struct sonde_http_request *request,
                    struct sonde_http_response *response) {
    memset(response, 0, sizeof *response);
    response->error = CURLE_OUT_OF_MEMORY;
    struct sink sink = {.response = response, .limit = request->limit};
    void *easy = library->init();
    void *headers = NULL;
    for (const char *const *line = request->headers; line != NULL && *line != NULL; line++) {
        void *longer = library->slist_append(headers, *line);
        if (longer != NULL) headers = longer;
    }
    if (easy != NULL) response->error = perform(library, easy, request, headers, &sink);
    if (response->error != 0 && response->message[0] == 0)
        snprintf(response->message, sizeof response->message, "%s", library->strerror(response->error));
    library->slist_free_all(headers);
    if (easy != NULL) library->cleanup(easy);
}
