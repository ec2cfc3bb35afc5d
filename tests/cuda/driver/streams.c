// Streams, events, copies and launches: work that is queued, and executed when the host waits for it.
#include "driver.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t sequence;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

struct stream *stream_of(struct context *context, void *handle)
{
    if (!handle || handle == (void *)1) // CU_STREAM_LEGACY
        return context->legacy;
    for (struct stream *stream = context->streams; stream; stream = stream->next)
        if (stream == handle)
            return stream;
    return NULL;
}

CUresult add(struct stream *stream, struct operation operation)
{
    struct operation *copy = malloc(sizeof *copy);
    *copy = operation;
    copy->sequence = ++sequence;
    copy->next = NULL;
    struct operation **first = stream->capture ? &stream->capture->first : &stream->first;
    struct operation **last = stream->capture ? &stream->capture->last : &stream->last;
    *(*first ? &(*last)->next : first) = copy;
    *last = copy;
    stream->is_unjoined = stream->capture && stream->capture->origin != stream;
    return SUCCESS;
}

static void execute_launch(struct context *context, struct operation *operation)
{
    char message[1500] = "", all[2000];
    struct function *function = operation->function;
    int error;
    if (is_named(settings.launch, function->info.name)) {
        error = LAUNCH_FAILED;
        snprintf(message, sizeof message, "a fault that was planted");
    } else {
        error = interpreter.launch(function->module, operation->blocks, operation->threads, operation->parameters,
                                   is_named(settings.wrong, function->info.name), message, sizeof message);
    }
    snprintf(all, sizeof all, "%s: %s", function->info.name, message);
    if (error)
        fail(context, error, all);
}

static void execute_copy(struct context *context, struct operation *operation)
{
    bool to_device = is_device(operation->destination), from_device = is_device(operation->source);
    const void *host = to_device ? from_device ? NULL : operation->source : operation->destination;
    if (host && !host_memory_is_there(operation->locked, host, operation->bytes)) {
        fail(context, ILLEGAL_ADDRESS, "a copy from or to page-locked memory that was freed before the copy was done");
        return;
    }
    const void *source = operation->parameters ? operation->parameters
        : from_device ? data_of(operation->source, operation->bytes) : operation->source;
    void *destination = to_device ? data_of(operation->destination, operation->bytes) : operation->destination;
    if (!source || !destination) {
        fail(context, ILLEGAL_ADDRESS, "a copy outside of device memory, or of memory that was freed");
        return;
    }
    memcpy(destination, source, operation->bytes);
    if (to_device)
        interpreter.written(operation->destination, operation->bytes);
}

static void execute_set(struct context *context, struct operation *operation)
{
    void *data = data_of(operation->destination, operation->bytes);
    if (!data) {
        fail(context, ILLEGAL_ADDRESS, "a memset outside of device memory");
        return;
    }
    memset(data, operation->value, operation->bytes);
    interpreter.written(operation->destination, operation->bytes);
}

void execute(struct context *context, struct operation *operation)
{
    if (context->failure && operation->kind != RECORD)
        return;
    switch (operation->kind) {
    case LAUNCH:
        execute_launch(context, operation);
        break;
    case COPY:
        execute_copy(context, operation);
        break;
    case SET:
        execute_set(context, operation);
        break;
    case RECORD:
        if (operation->event->sequence <= operation->sequence) {
            operation->event->is_done = true;
            operation->event->milliseconds = now();
        }
        break;
    case WAIT:
        if (stream_of(context, operation->awaited)) // a stream that was destroyed has done all its work
            run_until(operation->awaited, operation->until);
        break;
    case GRAPH:
        for (struct operation *item = operation->graph->first; item; item = item->next)
            execute(context, item);
        free_graph(operation->graph);
        break;
    }
}

void run_until(struct stream *stream, uint64_t limit)
{
    while (stream->first && stream->first->sequence <= limit) {
        struct operation *operation = stream->first;
        stream->first = operation->next;
        struct context *context = stream->context;
        if (stream == context->legacy) {
            for (struct stream *other = context->streams; other; other = other->next)
                if (other->is_blocking)
                    run_until(other, operation->sequence);
        } else if (stream->is_blocking) {
            run_until(context->legacy, operation->sequence);
        }
        execute(context, operation);
        free(operation->parameters);
        free(operation);
    }
}

void run_all(struct context *context)
{
    run_until(context->legacy, UINT64_MAX);
    for (struct stream *stream = context->streams; stream; stream = stream->next)
        run_until(stream, UINT64_MAX);
}

CUresult no_capture(struct context *context)
{
    CUresult result = SUCCESS;
    for (struct stream *stream = context->streams; stream; stream = stream->next)
        if (stream->capture)
            result = stream->capture->failure = STREAM_CAPTURE_UNSUPPORTED;
    return result;
}

// A stream on which work may be added now. The legacy stream would wait for one that is being captured.
static CUresult begin(void *handle, struct context **context, struct stream **stream)
{
    CUresult result = enter(context);
    if (result)
        return result;
    *stream = stream_of(*context, handle);
    if (!*stream)
        return INVALID_HANDLE;
    if (*stream == (*context)->legacy)
        return no_capture(*context);
    return (*stream)->capture ? (*stream)->capture->failure : SUCCESS;
}

CUresult cuStreamCreateWithPriority(struct stream **stream, int flags, int priority)
{
    (void)priority;
    struct context *context;
    CUresult result = enter(&context);
    if (result)
        return leave(result);
    *stream = calloc(1, sizeof **stream);
    **stream = (struct stream){.context = context, .is_blocking = !(flags & 1), .next = context->streams};
    context->streams = *stream;
    return leave(SUCCESS);
}

CUresult cuStreamCreate(struct stream **stream, int flags) { return cuStreamCreateWithPriority(stream, flags, 0); }

CUresult cuStreamDestroy_v2(struct stream *stream)
{
    struct context *context;
    CUresult result = enter(&context);
    if (result == NOT_INITIALIZED || result == INVALID_CONTEXT)
        return leave(result);
    if (!stream_of(context, stream) || stream == context->legacy)
        return leave(INVALID_HANDLE);
    run_until(stream, UINT64_MAX);
    for (struct stream **link = &context->streams; *link; link = &(*link)->next)
        if (*link == stream) {
            *link = stream->next;
            break;
        }
    free(stream);
    return leave(result);
}

CUresult cuStreamSynchronize(void *handle)
{
    struct context *context;
    struct stream *stream;
    CUresult result = begin(handle, &context, &stream);
    if (result)
        return leave(result);
    if (stream->capture)
        return leave(stream->capture->failure = STREAM_CAPTURE_UNSUPPORTED);
    counts.waits++;
    run_until(stream, UINT64_MAX);
    return leave(context->failure);
}

CUresult cuStreamQuery(void *handle)
{
    struct context *context;
    struct stream *stream;
    CUresult result = begin(handle, &context, &stream);
    return leave(result ? result : stream->first ? NOT_READY : SUCCESS);
}

CUresult cuCtxSynchronize(void)
{
    struct context *context;
    CUresult result = enter(&context);
    if (!result)
        result = no_capture(context);
    if (result)
        return leave(result);
    counts.waits++;
    run_all(context);
    return leave(context->failure);
}

CUresult cuEventCreate(struct event **event, int flags)
{
    (void)flags;
    struct context *context;
    CUresult result = enter(&context);
    if (result)
        return leave(result);
    *event = calloc(1, sizeof **event);
    (*event)->context = context;
    return leave(SUCCESS);
}

// Not freed: queued work may still wait for it.
CUresult cuEventDestroy_v2(struct event *event) { return event ? SUCCESS : INVALID_HANDLE; }

CUresult cuEventRecord(struct event *event, void *handle)
{
    struct context *context;
    struct stream *stream;
    CUresult result = begin(handle, &context, &stream);
    if (result)
        return leave(result);
    add(stream, (struct operation){.kind = RECORD, .event = event});
    event->stream = stream->capture ? NULL : stream;
    event->capture = stream->capture;
    event->recorder = stream;
    event->sequence = sequence;
    event->is_done = event->was_asked = false;
    return leave(SUCCESS);
}

// Waits for the latest record of the event; later records have no effect. Waiting for an event of a capture makes the
// stream part of that.
CUresult cuStreamWaitEvent(void *handle, struct event *event, unsigned flags)
{
    (void)flags;
    struct context *context;
    struct stream *stream;
    CUresult result = begin(handle, &context, &stream);
    if (result)
        return leave(result);
    if (event->capture) {
        if (stream->capture && stream->capture != event->capture)
            return leave(stream->capture->failure = STREAM_CAPTURE_INVALIDATED);
        stream->capture = event->capture;
        event->recorder->is_unjoined = false;
        return leave(SUCCESS);
    }
    if (stream->capture)
        return leave(stream->capture->failure = STREAM_CAPTURE_UNSUPPORTED);
    if (!event->stream)
        return leave(SUCCESS);
    return leave(add(stream, (struct operation){.kind = WAIT, .awaited = event->stream, .until = event->sequence}));
}

static CUresult wait_for(struct event *event, bool is_query)
{
    struct context *context;
    CUresult result = enter(&context);
    if (!result && event->capture)
        result = STREAM_CAPTURE_UNSUPPORTED;
    if (result)
        return leave(result);
    if (is_query && !event->is_done && event->stream && !event->was_asked) {
        event->was_asked = true;
        return leave(NOT_READY);
    }
    if (!event->is_done && event->stream)
        run_until(event->stream, event->sequence);
    counts.waits += !is_query;
    return leave(context->failure);
}

// The first result is always "not ready", so that callers must query again.
CUresult cuEventQuery(struct event *event) { return wait_for(event, true); }

CUresult cuEventSynchronize(struct event *event) { return wait_for(event, false); }

CUresult cuEventElapsedTime(float *milliseconds, struct event *from, struct event *to)
{
    if (!from->stream || !to->stream)
        return INVALID_HANDLE;
    if (!from->is_done || !to->is_done)
        return NOT_READY;
    double elapsed = to->milliseconds - from->milliseconds;
    *milliseconds = (float)(elapsed > 1e-6 ? elapsed : 1e-6);
    return SUCCESS;
}

CUresult cuMemcpyAsync(void *destination, const void *source, size_t bytes, void *handle)
{
    struct context *context;
    struct stream *stream;
    CUresult result = begin(handle, &context, &stream);
    if (result)
        return leave(result);
    bool to_device = is_device(destination), from_device = is_device(source);
    const void *host = to_device ? from_device ? NULL : source : destination;
    if (!to_device && !from_device)
        return leave(INVALID_VALUE);
    struct operation copy = {.kind = COPY, .destination = destination, .source = source, .bytes = bytes};
    copy.locked = host ? locked_range(host, bytes) : 0;
    (host ? to_device ? counts.copies_to_device++ : counts.copies_to_host++ : counts.copies_on_device++);
    bool is_pageable = host && !copy.locked;
    counts.pageable_copies += is_pageable;
    if (is_pageable && stream->capture)
        return leave(stream->capture->failure = STREAM_CAPTURE_UNSUPPORTED);
    if (is_pageable && to_device) {
        copy.parameters = memcpy(malloc(bytes), source, bytes); // the driver's own staging memory
    }
    add(stream, copy);
    if (is_pageable && from_device) {
        run_until(stream, UINT64_MAX); // returns when the bytes are there
        return leave(context->failure);
    }
    return leave(SUCCESS);
}

CUresult cuMemcpyHtoDAsync_v2(void *destination, const void *source, size_t bytes, void *stream)
{
    return cuMemcpyAsync(destination, source, bytes, stream);
}

CUresult cuMemcpyDtoHAsync_v2(void *destination, const void *source, size_t bytes, void *stream)
{
    return cuMemcpyAsync(destination, source, bytes, stream);
}

CUresult cuMemcpyDtoDAsync_v2(void *destination, const void *source, size_t bytes, void *stream)
{
    return cuMemcpyAsync(destination, source, bytes, stream);
}

CUresult cuMemsetD8Async(void *destination, unsigned char value, size_t bytes, void *handle)
{
    struct context *context;
    struct stream *stream;
    CUresult result = begin(handle, &context, &stream);
    if (result)
        return leave(result);
    return leave(add(stream, (struct operation){
        .kind = SET, .destination = destination, .bytes = bytes, .value = value}));
}

CUresult cuLaunchKernel(struct function *function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
                        unsigned block_y, unsigned block_z, unsigned shared_bytes, void *handle, void **parameters,
                        void **extra)
{
    struct context *context;
    struct stream *stream;
    CUresult result = begin(handle, &context, &stream);
    if (result)
        return leave(result);
    const struct kernel_info *info = &function->info;
    unsigned threads = block_x * block_y * block_z;
    if (grid_y != 1 || grid_z != 1 || block_y != 1 || block_z != 1)
        return leave(NOT_SUPPORTED); // the interpreter has one dimension, as all our launches
    if (!grid_x || !threads || threads > 1024 || grid_x > 2147483647u || parameters || !extra)
        return leave(INVALID_VALUE);
    if (is_named(settings.refuse, info->name) || shared_bytes + (unsigned)info->shared_bytes > 49152 ||
        (info->max_threads && threads > (unsigned)info->max_threads))
        return leave(LAUNCH_OUT_OF_RESOURCES);
    // CU_LAUNCH_PARAM_BUFFER_POINTER, the block, CU_LAUNCH_PARAM_BUFFER_SIZE, its size, CU_LAUNCH_PARAM_END
    if (extra[0] != (void *)1 || extra[2] != (void *)2 || extra[4])
        return leave(INVALID_VALUE);
    size_t bytes = *(size_t *)extra[3];
    if (bytes != (size_t)info->parameter_bytes) {
        char message[700];
        snprintf(message, sizeof message, "%s is passed %zu bytes of parameters, its PTX declares %d", info->name, bytes,
                 info->parameter_bytes);
        fail(context, INVALID_VALUE, message);
        return leave(INVALID_VALUE);
    }
    struct operation launch = {
        .kind = LAUNCH, .function = function, .blocks = (int)grid_x, .threads = (int)threads};
    launch.parameters = memcpy(malloc(bytes ? bytes : 1), extra[1], bytes);
    counts.launches++;
    return leave(add(stream, launch));
}
