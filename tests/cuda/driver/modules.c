// Modules and functions, and their occupancy as the driver reports it.
#include "driver.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct module {
    struct kernel_info info;
    int number;
};

// The newest PTX version that a driver supports: 11.8 has 7.8, 12.9 has 8.8, 13.0 has 9.0.
static int newest_isa(void)
{
    int major = settings.driver / 1000, minor = settings.driver % 1000 / 10;
    if (major >= 13)
        return 90 + minor;
    if (major == 12)
        return minor == 9 ? 88 : 80 + (minor < 5 ? minor : minor == 5 ? 5 : minor - 6 + 5);
    return 70 + minor;
}

static CUresult load(struct module **module, const char *ptx, char *message, int bytes)
{
    struct context *context;
    CUresult result = enter(&context);
    if (!result)
        result = no_capture(context);
    if (result)
        return leave(result);
    struct kernel_info info = {0};
    int number = interpreter.load(ptx, &info, message, bytes);
    if (!number)
        return leave(INVALID_PTX);
    if (info.isa > newest_isa())
        result = UNSUPPORTED_PTX_VERSION;
    else if (info.target > settings.capability)
        result = NO_BINARY_FOR_GPU;
    else if (is_named(settings.module, info.name))
        result = INVALID_PTX;
    if (result) {
        snprintf(message, (size_t)bytes, "ptxas: %s is refused", info.name);
        interpreter.unload(number);
        return leave(result);
    }
    *module = malloc(sizeof **module);
    **module = (struct module){info, number};
    counts.modules++;
    return leave(SUCCESS);
}

CUresult cuModuleLoadData(struct module **module, const char *ptx)
{
    char message[1024];
    return load(module, ptx, message, sizeof message);
}

// Options 5 and 6: a buffer for the assembler's messages, and its size.
CUresult cuModuleLoadDataEx(struct module **module, const char *ptx, unsigned options, int *names, void **values)
{
    char own[1024] = "", *message = own;
    int bytes = sizeof own;
    for (unsigned i = 0; i < options; i++) {
        message = names[i] == 5 ? values[i] : message;
        bytes = names[i] == 6 ? (int)(intptr_t)values[i] : bytes;
    }
    return load(module, ptx, message, bytes);
}

// Not freed: queued work may still use its functions.
CUresult cuModuleUnload(struct module *module) { return module ? SUCCESS : INVALID_HANDLE; }

CUresult cuModuleGetFunction(struct function **function, struct module *module, const char *name)
{
    if (strcmp(name, module->info.entry))
        return NOT_FOUND;
    *function = malloc(sizeof **function);
    **function = (struct function){module->info, module->number};
    return SUCCESS;
}

static int limit(const struct function *function)
{
    return function->info.max_threads ? function->info.max_threads : 1024;
}

CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, struct function *function, int threads, size_t dynamic)
{
    int bytes = function->info.shared_bytes + (int)dynamic;
    int by_threads = 2048 / threads, by_memory = bytes ? 233472 / bytes : by_threads;
    *blocks = by_threads < by_memory ? by_threads : by_memory;
    return SUCCESS;
}

CUresult cuOccupancyMaxPotentialBlockSize(int *blocks, int *threads, struct function *function, void *dynamic,
                                          size_t dynamic_bytes, int most)
{
    (void)dynamic, (void)dynamic_bytes;
    *threads = settings.block < limit(function) ? settings.block : limit(function);
    if (most && *threads > most)
        *threads = most;
    *blocks = settings.multiprocessors * (2048 / *threads);
    return SUCCESS;
}

// CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK 0, SHARED_SIZE_BYTES 1, CONST 2, LOCAL 3, NUM_REGS 4
CUresult cuFuncGetAttribute(int *value, int attribute, struct function *function)
{
    int values[] = {limit(function), function->info.shared_bytes, 0, 0, 64};
    if (attribute < 0 || attribute > 4)
        return NOT_SUPPORTED;
    *value = values[attribute];
    return SUCCESS;
}
