// The simulated GPU, the injected faults, and the counters.
#include "driver.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct settings settings;
struct counts counts;
struct interpreter interpreter;

static void reset(void)
{
    settings = (struct settings){
        .driver = 13000,
        .multiprocessors = 132,
        .capability = 90,
        .block = 768, // no power of two: kernels must not depend on one
        .memory = (size_t)140 << 30,
        .attribute = -1,
        .lose = -1,
        .graphs = true,
    };
}

static bool set(const char *name, const char *value)
{
    struct { const char *name; int *number; } numbers[] = {
        {"driver", &settings.driver},         {"multiprocessors", &settings.multiprocessors},
        {"capability", &settings.capability}, {"block", &settings.block},
        {"attribute", &settings.attribute},
    };
    struct { const char *name; char *text; size_t bytes; } texts[] = {
        {"launch", settings.launch, sizeof settings.launch}, {"refuse", settings.refuse, sizeof settings.refuse},
        {"module", settings.module, sizeof settings.module}, {"wrong", settings.wrong, sizeof settings.wrong},
        {"log", settings.log, sizeof settings.log},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!strcmp(name, numbers[i].name))
            return *numbers[i].number = atoi(value), true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!strcmp(name, texts[i].name))
            return snprintf(texts[i].text, texts[i].bytes, "%s", value), true;
    if (!strcmp(name, "memory"))
        return settings.memory = strtoull(value, NULL, 10), true;
    if (!strcmp(name, "lose"))
        return settings.lose = atol(value), true;
    if (!strcmp(name, "graphs"))
        return settings.graphs = atoi(value) != 0, true;
    return false;
}

// For tests within a process: the settings from now on. Returns 0 for a list with an unknown name.
int miniconvviz_settings(const char *list)
{
    reset();
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", list ? list : "");
    char *rest = copy, *item;
    while ((item = strsep(&rest, ";"))) {
        char *value = strchr(item, '=');
        if (!*item)
            continue;
        if (!value)
            return 0;
        *value = 0;
        if (!set(item, value + 1))
            return 0;
    }
    return 1;
}

static void write_log(void)
{
    FILE *file = *settings.log ? fopen(settings.log, "a") : NULL;
    if (!file)
        return;
    fprintf(file,
            "launches=%ld graph_launches=%ld copies_to_device=%ld copies_to_host=%ld copies_on_device=%ld "
            "pageable_copies=%ld waits=%ld allocations=%ld modules=%ld page_locked=%ld\n",
            counts.launches, counts.graph_launches, counts.copies_to_device, counts.copies_to_host,
            counts.copies_on_device, counts.pageable_copies, counts.waits, counts.allocations, counts.modules,
            counts.page_locked);
    fclose(file);
}

void read_settings(void)
{
    static bool is_read;
    if (is_read)
        return;
    is_read = true;
    const char *list = getenv("MINICONVVIZ_CUDA");
    if (!miniconvviz_settings(list)) {
        fprintf(stderr, "MINICONVVIZ_CUDA has a setting that is unknown: %s\n", list);
        abort();
    }
    atexit(write_log);
}

bool is_named(const char *pattern, const char *name) { return *pattern && strstr(name, pattern); }

bool lose_device(void)
{
    if (settings.lose > 0)
        settings.lose--;
    return settings.lose == 0;
}

// For tests: the counters.
void miniconvviz_counts(struct counts *result) { *result = counts; }

// Called by the process that has the interpreter, before anything else.
void miniconvviz_connect(const struct interpreter *callbacks)
{
    interpreter = *callbacks;
    read_settings();
}
