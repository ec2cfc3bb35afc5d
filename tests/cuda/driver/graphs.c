// CUDA graphs: the work that was queued on a stream while it was captured, executed later as one launch.
#include "driver.h"
#include <stdlib.h>

CUresult cuStreamBeginCapture_v2(struct stream *handle, int mode)
{
    (void)mode;
    struct context *context;
    CUresult result = enter(&context);
    if (result)
        return leave(result);
    struct stream *stream = stream_of(context, handle);
    if (!stream)
        return leave(INVALID_HANDLE);
    if (!settings.graphs)
        return leave(NOT_SUPPORTED);
    if (stream == context->legacy || stream->capture)
        return leave(STREAM_CAPTURE_UNSUPPORTED);
    stream->capture = calloc(1, sizeof *stream->capture);
    *stream->capture = (struct graph){.origin = stream, .users = 1};
    return leave(SUCCESS);
}

// The stream that the capture began with must have waited for every stream that joined it.
CUresult cuStreamEndCapture(struct stream *handle, struct graph **graph)
{
    struct context *context;
    CUresult result = enter(&context);
    if (result)
        return leave(result);
    struct stream *stream = stream_of(context, handle);
    struct graph *captured = stream ? stream->capture : NULL;
    *graph = NULL;
    if (!captured || captured->origin != stream)
        return leave(INVALID_HANDLE);
    for (struct stream *other = context->streams; other; other = other->next)
        if (other->capture == captured) {
            captured->failure = captured->failure || !other->is_unjoined ? captured->failure : STREAM_CAPTURE_UNJOINED;
            other->capture = NULL;
            other->is_unjoined = false;
        }
    if (captured->failure)
        return leave(captured->failure == STREAM_CAPTURE_UNJOINED ? captured->failure : STREAM_CAPTURE_INVALIDATED);
    *graph = captured;
    return leave(SUCCESS);
}

CUresult cuStreamIsCapturing(struct stream *handle, int *status)
{
    struct context *context;
    CUresult result = enter(&context);
    struct stream *stream = result ? NULL : stream_of(context, handle);
    if (stream)
        *status = !stream->capture ? 0 : stream->capture->failure ? 2 : 1;
    return leave(result ? result : stream ? SUCCESS : INVALID_HANDLE);
}

static CUresult instantiate(struct graph **executable, struct graph *graph)
{
    if (!graph)
        return INVALID_VALUE;
    graph->users++;
    *executable = graph;
    return SUCCESS;
}

// Exported by drivers since CUDA 11.4.
CUresult cuGraphInstantiateWithFlags(struct graph **executable, struct graph *graph, unsigned long long flags)
{
    (void)flags;
    return settings.driver < 11040 ? NOT_SUPPORTED : instantiate(executable, graph);
}

CUresult cuGraphInstantiate_v2(struct graph **executable, struct graph *graph, void **node, char *log, size_t bytes)
{
    (void)node, (void)log, (void)bytes;
    return instantiate(executable, graph);
}

CUresult cuGraphLaunch(struct graph *executable, struct stream *handle)
{
    struct context *context;
    CUresult result = enter(&context);
    if (result)
        return leave(result);
    struct stream *stream = stream_of(context, handle);
    if (!stream || !executable || executable->users <= 0)
        return leave(INVALID_HANDLE);
    executable->users++;
    counts.graph_launches++;
    return leave(add(stream, (struct operation){.kind = GRAPH, .graph = executable}));
}

void free_graph(struct graph *graph)
{
    if (--graph->users > 0)
        return;
    while (graph->first) {
        struct operation *next = graph->first->next;
        free(graph->first->parameters);
        free(graph->first);
        graph->first = next;
    }
    graph->users = -1; // the handle stays, so that a later use is found
}

static CUresult destroy(struct graph *graph)
{
    struct context *context;
    CUresult result = enter(&context);
    if (!graph || graph->users <= 0)
        return leave(INVALID_HANDLE);
    free_graph(graph);
    return leave(result == NOT_INITIALIZED ? result : SUCCESS);
}

CUresult cuGraphDestroy(struct graph *graph) { return destroy(graph); }

CUresult cuGraphExecDestroy(struct graph *executable) { return destroy(executable); }
