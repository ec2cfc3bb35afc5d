// Initialisation, the device and its attributes, contexts, errors.
#include "driver.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static __thread struct context *current;
static char last_message[2048];

CUresult enter(struct context **context)
{
    pthread_mutex_lock(&lock);
    if (!interpreter.load)
        return NOT_INITIALIZED;
    if (!current)
        return INVALID_CONTEXT;
    *context = current;
    if (lose_device())
        return DEVICE_UNAVAILABLE;
    return current->failure;
}

CUresult leave(CUresult result)
{
    pthread_mutex_unlock(&lock);
    return result;
}

void fail(struct context *context, CUresult failure, const char *message)
{
    if (!context->failure)
        snprintf(last_message, sizeof last_message, "%s", message);
    if (!context->failure)
        context->failure = failure;
}

CUresult cuInit(int flags)
{
    read_settings();
    return flags ? INVALID_VALUE : interpreter.load ? SUCCESS : NOT_INITIALIZED;
}

CUresult cuDriverGetVersion(int *version)
{
    read_settings();
    *version = settings.driver;
    return SUCCESS;
}

CUresult cuDeviceGetCount(int *count) { return *count = 1, interpreter.load ? SUCCESS : NOT_INITIALIZED; }

CUresult cuDeviceGet(int *device, int ordinal) { return *device = ordinal, ordinal ? INVALID_VALUE : SUCCESS; }

CUresult cuDeviceGetName(char *name, int bytes, int device)
{
    (void)device;
    snprintf(name, (size_t)bytes, "NVIDIA H200 (stand-in)");
    return SUCCESS;
}

CUresult cuDeviceTotalMem_v2(size_t *bytes, int device)
{
    (void)device;
    *bytes = settings.memory;
    return SUCCESS;
}

// The attributes of an H200, by their number.
static int attribute(int number)
{
    switch (number) {
    case 1: case 2: case 3: return 1024; // threads of a block; in x; in y
    case 4: return 64;                   // in z
    case 5: return 2147483647;           // blocks of a grid in x
    case 6: case 7: return 65535;        // in y, z
    case 8: return 49152;                // shared memory of a block
    case 9: return 65536;                // constant memory
    case 10: return 32;                  // warp
    case 11: return 2147483647;          // pitch
    case 12: return 65536;               // registers of a block
    case 13: return 1980000;             // kHz
    case 16: return settings.multiprocessors;
    case 19: return 1;                   // maps host memory
    case 33: return 5;                   // PCI bus
    case 36: return 3201000;             // kHz of the memory
    case 37: return 6144;                // bits of its bus
    case 38: return 62914560;            // second-level cache
    case 39: return 2048;                // threads of a multiprocessor
    case 40: return 3;                   // copy engines
    case 41: return 1;                   // unified addressing
    case 75: return settings.capability / 10;
    case 76: return settings.capability % 10;
    case 81: return 233472;              // shared memory of a multiprocessor
    case 82: return 65536;               // registers of a multiprocessor
    case 83: case 90: case 91: return 1; // managed memory; preemption; registered memory at its own address
    default: return 0;
    }
}

CUresult cuDeviceGetAttribute(int *value, int number, int device)
{
    (void)device;
    if (number == settings.attribute)
        return INVALID_VALUE;
    *value = attribute(number);
    return SUCCESS;
}

CUresult cuDeviceCanAccessPeer(int *can, int device, int peer) { return (void)device, (void)peer, *can = 0, SUCCESS; }

CUresult cuDeviceGetP2PAttribute(int *value, int number, int from, int to)
{
    (void)number, (void)from, (void)to;
    *value = 0;
    return SUCCESS;
}

CUresult cuCtxEnablePeerAccess(void *peer, int flags) { return (void)peer, (void)flags, INVALID_VALUE; }

CUresult cuCtxDisablePeerAccess(void *peer) { return (void)peer, INVALID_VALUE; }

CUresult cuCtxCreate_v2(struct context **context, int flags, int device)
{
    (void)flags, (void)device;
    pthread_mutex_lock(&lock);
    if (!interpreter.load)
        return leave(NOT_INITIALIZED);
    if (lose_device())
        return leave(DEVICE_UNAVAILABLE);
    *context = current = calloc(1, sizeof **context);
    current->legacy = calloc(1, sizeof *current->legacy);
    *current->legacy = (struct stream){.context = current, .is_blocking = true};
    return leave(SUCCESS);
}

// Its resources are not freed, so that their addresses are unique: a later use of a handle is always detected.
CUresult cuCtxDestroy_v2(struct context *context)
{
    pthread_mutex_lock(&lock);
    run_all(context);
    if (current == context)
        current = NULL;
    CUresult failure = context->failure;
    context->failure = INVALID_CONTEXT;
    return leave(failure);
}

CUresult cuCtxSetCurrent(struct context *context) { return current = context, SUCCESS; }

CUresult cuCtxGetCurrent(struct context **context) { return *context = current, SUCCESS; }

CUresult cuCtxGetCacheConfig(int *config) { return *config = 0, SUCCESS; }

CUresult cuCtxSetCacheConfig(int config) { return (void)config, SUCCESS; }

CUresult cuCtxGetSharedMemConfig(int *config) { return *config = 1, SUCCESS; }

CUresult cuCtxSetSharedMemConfig(int config) { return (void)config, SUCCESS; }

static const char *name_of(CUresult error)
{
    switch (error) {
    case SUCCESS: return "no error";
    case INVALID_VALUE: return "invalid argument";
    case OUT_OF_MEMORY: return "out of memory";
    case NOT_INITIALIZED: return "initialization error";
    case DEVICE_UNAVAILABLE: return "CUDA-capable device(s) is/are busy or unavailable";
    case INVALID_CONTEXT: return "invalid device context";
    case NO_BINARY_FOR_GPU: return "no kernel image is available for execution on the device";
    case INVALID_PTX: return "a PTX JIT compilation failed";
    case UNSUPPORTED_PTX_VERSION: return "the provided PTX was compiled with an unsupported toolchain.";
    case INVALID_HANDLE: return "invalid resource handle";
    case NOT_FOUND: return "named symbol not found";
    case NOT_READY: return "device not ready";
    case ILLEGAL_ADDRESS: return "an illegal memory access was encountered";
    case LAUNCH_OUT_OF_RESOURCES: return "too many resources requested for launch";
    case HOST_MEMORY_ALREADY_REGISTERED: return "part or all of the requested memory range is already mapped";
    case HOST_MEMORY_NOT_REGISTERED: return "pointer does not correspond to a registered memory region";
    case LAUNCH_FAILED: return "unspecified launch failure";
    case NOT_SUPPORTED: return "operation not supported";
    case STREAM_CAPTURE_UNSUPPORTED: return "operation not permitted when stream is capturing";
    case STREAM_CAPTURE_INVALIDATED: return "operation failed due to a previous error during capture";
    case STREAM_CAPTURE_UNJOINED: return "capturing stream has unjoined work";
    default: return "unknown error";
    }
}

// NVIDIA's error text; after a failure of work, with the interpreter's message.
CUresult cuGetErrorString(CUresult error, const char **text)
{
    static __thread char words[4096];
    bool has_message = *last_message && (error == ILLEGAL_ADDRESS || error == LAUNCH_FAILED || error == INVALID_VALUE);
    snprintf(words, sizeof words, has_message ? "%s (%s)" : "%s", name_of(error), last_message);
    *text = words;
    return SUCCESS;
}
