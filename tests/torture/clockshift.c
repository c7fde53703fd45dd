/* Lets a process see another time of day: preloaded, it adds CLOCK_SHIFT seconds to the wall clock and to nothing else. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long shift(void) {
    const char *told = getenv("CLOCK_SHIFT");
    return told ? atol(told) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *into) {
    int done = (int)syscall(SYS_clock_gettime, clock, into);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) into->tv_sec += shift();
    return done;
}

int gettimeofday(struct timeval *restrict into, void *restrict zone) {
    int done = (int)syscall(SYS_gettimeofday, into, zone);
    if (done == 0 && into) into->tv_sec += shift();
    return done;
}

time_t time(time_t *into) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (into) *into = now.tv_sec;
    return now.tv_sec;
}
