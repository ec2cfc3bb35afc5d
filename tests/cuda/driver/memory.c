// Device memory, page-locked host memory, and the ranges of their addresses.
#include "driver.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define DEVICE_RANGE ((size_t)16 << 40) // addresses only: nothing is mapped there
#define ALIGNMENT 512
#define GAP 4096 // unused bytes after each allocation

struct allocation {
    char *device, *data;
    size_t bytes;
    struct context *owner;
};
static struct allocation *allocations; // by address, since addresses only grow
static size_t allocated, room, used_bytes;
static char *range, *next_address;

struct locked {
    long number;
    char *start;
    size_t bytes;
    bool is_ours; // cuMemAllocHost's, not cuMemHostRegister's
    struct locked *next;
};
static struct locked *locked_list;
static long locked_numbers;

static struct allocation *find(const void *device)
{
    size_t low = 0, high = allocated;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (allocations[middle].device + allocations[middle].bytes <= (const char *)device)
            low = middle + 1;
        else
            high = middle;
    }
    return low < allocated && allocations[low].device <= (const char *)device ? &allocations[low] : NULL;
}

void *data_of(const void *device, size_t bytes)
{
    struct allocation *found = find(device);
    size_t offset = found ? (size_t)((const char *)device - found->device) : 0;
    return found && bytes <= found->bytes - offset ? found->data + offset : NULL;
}

bool is_device(const void *address)
{
    return range && (const char *)address >= range && (const char *)address < range + DEVICE_RANGE;
}

CUresult cuMemAlloc_v2(void **device, size_t bytes)
{
    struct context *context;
    CUresult result = enter(&context);
    if (!result)
        result = no_capture(context);
    if (result)
        return leave(result);
    if (!bytes)
        return leave(INVALID_VALUE);
    if (bytes > settings.memory - (used_bytes < settings.memory ? used_bytes : settings.memory))
        return leave(OUT_OF_MEMORY);
    if (!range) {
        range = next_address = mmap(NULL, DEVICE_RANGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (range == MAP_FAILED)
            abort();
    }
    void *data = calloc(1, bytes);
    if (!data || next_address + bytes + GAP + ALIGNMENT > range + DEVICE_RANGE)
        return leave(OUT_OF_MEMORY);
    if (allocated == room) {
        room = room ? 2 * room : 64;
        allocations = realloc(allocations, room * sizeof *allocations);
    }
    allocations[allocated++] =
        (struct allocation){.device = next_address, .data = data, .bytes = bytes, .owner = context};
    interpreter.allocated(next_address, data, bytes);
    *device = next_address;
    next_address += (bytes + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    used_bytes += bytes;
    counts.allocations++;
    return leave(SUCCESS);
}

// As in NVIDIA's driver, it waits for all work first.
CUresult cuMemFree_v2(void *device)
{
    struct context *context;
    CUresult result = enter(&context);
    if (result == NOT_INITIALIZED || result == INVALID_CONTEXT)
        return leave(result);
    CUresult captured = no_capture(context);
    if (captured)
        return leave(captured);
    run_all(context);
    struct allocation *found = find(device);
    if (!found || found->device != device)
        return leave(result ? result : INVALID_VALUE);
    interpreter.freed(device);
    free(found->data);
    used_bytes -= found->bytes;
    size_t index = (size_t)(found - allocations);
    memmove(found, found + 1, (--allocated - index) * sizeof *found);
    return leave(result ? result : context->failure);
}

CUresult cuMemGetInfo_v2(size_t *free_bytes, size_t *total)
{
    *total = settings.memory;
    *free_bytes = used_bytes < settings.memory ? settings.memory - used_bytes : 0;
    return SUCCESS;
}

static struct locked *locked_at(const void *host, size_t bytes)
{
    for (struct locked *item = locked_list; item; item = item->next)
        if ((const char *)host >= item->start && (const char *)host + bytes <= item->start + item->bytes)
            return item;
    return NULL;
}

long locked_range(const void *host, size_t bytes)
{
    struct locked *found = locked_at(host, bytes);
    return found ? found->number : 0;
}

bool is_page_locked(const void *host, size_t bytes) { return locked_at(host, bytes) != NULL; }

bool host_memory_is_there(long number, const void *host, size_t bytes)
{
    return number == 0 || locked_range(host, bytes) == number;
}

static CUresult add_locked(void *start, size_t bytes, bool is_ours)
{
    for (struct locked *item = locked_list; item; item = item->next)
        if ((char *)start < item->start + item->bytes && item->start < (char *)start + bytes)
            return HOST_MEMORY_ALREADY_REGISTERED;
    struct locked *item = malloc(sizeof *item);
    *item = (struct locked){++locked_numbers, start, bytes, is_ours, locked_list};
    locked_list = item;
    counts.page_locked++;
    return SUCCESS;
}

static CUresult remove_locked(void *start, bool is_ours)
{
    for (struct locked **link = &locked_list; *link; link = &(*link)->next)
        if ((*link)->start == start && (*link)->is_ours == is_ours) {
            struct locked *item = *link;
            *link = item->next;
            free(item);
            return SUCCESS;
        }
    return is_ours ? INVALID_VALUE : HOST_MEMORY_NOT_REGISTERED;
}

CUresult cuMemHostAlloc(void **host, size_t bytes, unsigned flags)
{
    (void)flags;
    struct context *context;
    CUresult result = enter(&context);
    if (!result)
        result = no_capture(context);
    if (result)
        return leave(result);
    if (!bytes || posix_memalign(host, 4096, bytes))
        return leave(bytes ? OUT_OF_MEMORY : INVALID_VALUE);
    return leave(add_locked(*host, bytes, true));
}

CUresult cuMemAllocHost_v2(void **host, size_t bytes) { return cuMemHostAlloc(host, bytes, 0); }

// Does not wait for copies: queued copies fail.
CUresult cuMemFreeHost(void *host)
{
    struct context *context;
    CUresult result = enter(&context);
    if (result == NOT_INITIALIZED || result == INVALID_CONTEXT)
        return leave(result);
    CUresult removed = remove_locked(host, true);
    if (!removed)
        free(host);
    return leave(result ? result : removed);
}

CUresult cuMemHostRegister_v2(void *host, size_t bytes, int flags)
{
    (void)flags;
    struct context *context;
    CUresult result = enter(&context);
    return leave(result ? result : !bytes ? INVALID_VALUE : add_locked(host, bytes, false));
}

CUresult cuMemHostUnregister(void *host)
{
    struct context *context;
    CUresult result = enter(&context);
    if (result == NOT_INITIALIZED || result == INVALID_CONTEXT)
        return leave(result);
    CUresult removed = remove_locked(host, false);
    return leave(result ? result : removed);
}

CUresult cuMemHostGetDevicePointer_v2(void **device, void *host, int flags)
{
    (void)flags;
    if (!is_page_locked(host, 1))
        return INVALID_VALUE;
    *device = host;
    return SUCCESS;
}

// CU_POINTER_ATTRIBUTE_MEMORY_TYPE: 1 host, 2 device.
CUresult cuPointerGetAttribute(int *value, int attribute, void *pointer)
{
    if (attribute != 2)
        return NOT_SUPPORTED;
    if (find(pointer))
        return *value = 2, SUCCESS;
    if (is_page_locked(pointer, 1))
        return *value = 1, SUCCESS;
    return INVALID_VALUE;
}
