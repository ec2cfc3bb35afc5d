// A libcuda.so.1 for tests: NVIDIA's driver interface, as far as this project and ILGPU 1.5.3 use it, over host memory.
// It executes kernels by calling back into the PTX interpreter of tests/MiniConvViz.Ptx, so that ILGPU's own CUDA
// accelerator, its launchers, our allocations, streams, events, page-locked memory and graphs all run without a GPU.
//
// It is stricter than a GPU for faults that a GPU shows only sometimes:
//  * work is executed as late as possible: when the host waits for it. Work of two streams that no event orders runs in
//    the order in which the host waits, so that a missing event gives wrong values every time;
//  * device addresses cannot be read by the host: touching one is a segmentation fault;
//  * addresses are never used twice: memory that was freed is an illegal address from then on;
//  * copies from and to page-locked memory happen late; if that memory was freed or unregistered before, it is an error.
//
// Names and error codes are those of NVIDIA's CUDA Driver API reference.
#ifndef MINICONVVIZ_DRIVER_H
#define MINICONVVIZ_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int CUresult;

enum {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    DEVICE_UNAVAILABLE = 46,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    INVALID_PTX = 218,
    UNSUPPORTED_PTX_VERSION = 222,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    NOT_READY = 600,
    ILLEGAL_ADDRESS = 700,
    LAUNCH_OUT_OF_RESOURCES = 701,
    HOST_MEMORY_ALREADY_REGISTERED = 712,
    HOST_MEMORY_NOT_REGISTERED = 713,
    LAUNCH_FAILED = 719,
    NOT_SUPPORTED = 801,
    STREAM_CAPTURE_UNSUPPORTED = 900,
    STREAM_CAPTURE_INVALIDATED = 901,
    STREAM_CAPTURE_UNJOINED = 904,
};

// ---- settings.c: the simulated GPU and the injected faults ----------------------------------------------------------

// The environment variable MINICONVVIZ_CUDA, a list such as "multiprocessors=20;memory=1048576;wrong=Conv2dGpuNaive".
struct settings {
    int driver;            // 13000: CUDA 13.0
    int multiprocessors;   // 132: an H200
    int capability;        // 90: compute capability 9.0
    int block;             // the result of cuOccupancyMaxPotentialBlockSize
    size_t memory;         // bytes of device memory
    int attribute;         // cuDeviceGetAttribute fails for this attribute
    long lose;             // the device is lost after this number of calls; -1: never
    char launch[256];      // a launch of a kernel whose name contains this fails when it is executed
    char refuse[256];      // a launch of a kernel whose name contains this fails at once: out of resources
    char module[256];      // a module whose kernel's name contains this does not assemble
    char wrong[256];       // a kernel whose name contains this computes values that are one per cent off
    bool graphs;           // stream capture is supported
    char log[1024];        // a file for the counters below, written when the process ends
};
extern struct settings settings;

struct counts {
    long launches, graph_launches, copies_to_device, copies_to_host, copies_on_device, pageable_copies, waits,
        allocations, modules, page_locked;
};
extern struct counts counts;

void read_settings(void);
bool is_named(const char *pattern, const char *name); // false for an empty pattern
bool lose_device(void);                               // true from the call on that loses it

// ---- the interpreter, on the other side ------------------------------------------------------------------------------

struct kernel_info {
    char name[512];
    char entry[512];
    int parameter_bytes, shared_bytes, max_threads, isa, target;
};

struct interpreter {
    int (*load)(const char *ptx, struct kernel_info *info, char *message, int message_bytes); // a number, or 0
    void (*unload)(int module);
    void (*allocated)(void *device, void *data, size_t bytes);
    void (*freed)(void *device);
    void (*written)(void *device, size_t bytes);
    int (*launch)(int module, int blocks, int threads, const void *parameters, int is_wrong, char *message,
                  int message_bytes); // 0, or an error code
};
extern struct interpreter interpreter;

// ---- device.c --------------------------------------------------------------------------------------------------------

struct stream;
struct context {
    CUresult failure; // the first failure of work; every later call returns it
    struct stream *legacy, *streams;
};

// The calling thread's context, after the checks for errors: whether one is bound, whether it has failed, whether the
// device is lost. Takes the driver's lock; leave() releases it.
CUresult enter(struct context **context);
CUresult leave(CUresult result);
void fail(struct context *context, CUresult failure, const char *message);

// ---- memory.c --------------------------------------------------------------------------------------------------------

// Host memory of a device address, if all the bytes lie in one live allocation; else null.
void *data_of(const void *device, size_t bytes);
bool is_device(const void *address); // whether it lies in the range that device addresses are taken from
bool is_page_locked(const void *host, size_t bytes);
bool host_memory_is_there(long locked, const void *host, size_t bytes); // the same locked range as when it was queued
long locked_range(const void *host, size_t bytes);                      // its number; 0 for pageable memory

// ---- streams.c, graphs.c ---------------------------------------------------------------------------------------------

struct function;
struct graph;
struct event {
    struct context *context;
    struct stream *stream; // where it was recorded last; null: never
    uint64_t sequence;     // of that record
    struct graph *capture;   // recorded while that was captured
    struct stream *recorder; // on this stream
    bool is_done, was_asked;
    double milliseconds;
};

enum kind { LAUNCH, COPY, SET, RECORD, WAIT, GRAPH };
struct operation {
    enum kind kind;
    uint64_t sequence;
    struct operation *next;
    struct function *function;
    int blocks, threads;
    void *parameters; // of a launch; of a copy from pageable memory, the bytes as they were
    void *destination;
    const void *source;
    size_t bytes;
    long locked; // the page-locked range of a copy's host side
    unsigned char value;
    struct event *event;
    struct stream *awaited; // of a wait: where its event was last recorded when the wait was queued,
    uint64_t until;         // and the sequence of that record
    struct graph *graph;
};

struct stream {
    struct context *context;
    bool is_blocking; // ordered with the legacy default stream
    struct operation *first, *last;
    struct graph *capture; // queued work is recorded there
    bool is_unjoined;      // captured work that the capture's first stream does not wait for
    struct stream *next;
};

struct graph {
    struct stream *origin;
    struct operation *first, *last;
    CUresult failure;
    int users; // the graph and its executables
};

struct stream *stream_of(struct context *context, void *handle); // null: no such stream
CUresult add(struct stream *stream, struct operation operation); // to the queue, or to the captured graph
void execute(struct context *context, struct operation *operation);
void run_until(struct stream *stream, uint64_t sequence);
void run_all(struct context *context);
CUresult no_capture(struct context *context); // an error if any stream is being captured
void free_graph(struct graph *graph);

struct function {
    struct kernel_info info;
    int module;
};

#endif
