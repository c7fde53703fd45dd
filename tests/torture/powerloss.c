/* Writes down, in order, everything a process does to the files below one folder, so that a power cut can be played
 * back afterwards at any moment: which bytes were written where, what was flushed, which names came and went.
 *
 * Preloaded below SQLite and Python. POWERLOSS_ROOT is the folder, POWERLOSS_LOG the file that takes the records.
 * A record: one letter, inode (8 bytes), offset (8), length of a (4), length of b (4), then a and b.
 *   C name        a file was made            O name   one that was there was opened
 *   W offset data written                    T offset cut or grown to that length
 *   S             flushed (file or folder)   R a b    renamed     U a  unlinked     M a  folder made     D a  removed
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 4096
static char watched[MOST];
static char root[PATH_MAX];
static size_t root_length;
static int record_fd = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;


__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("POWERLOSS_ROOT"), *log = getenv("POWERLOSS_LOG");
    if (!folder || !log || !realpath(folder, root)) return;
    root_length = strlen(root);
    record_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

static void put(const void *data, size_t length) {
    const char *at = data;
    while (length) {
        long done = syscall(SYS_write, record_fd, at, length);
        if (done <= 0) abort();
        at += done;
        length -= (size_t)done;
    }
}

static void note(char kind, uint64_t inode, uint64_t offset, const void *a, size_t an, const void *b, size_t bn) {
    char head[25];
    uint32_t al = (uint32_t)an, bl = (uint32_t)bn;
    head[0] = kind;
    memcpy(head + 1, &inode, 8);
    memcpy(head + 9, &offset, 8);
    memcpy(head + 17, &al, 4);
    memcpy(head + 21, &bl, 4);
    put(head, sizeof head);
    if (an) put(a, an);
    if (bn) put(b, bn);
}

static uint64_t inode_of(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 ? (uint64_t)status.st_ino : 0;
}

/* The path below the root, or NULL when it lies elsewhere; the folder is resolved, the last part is not. */
static const char *below(int folder, const char *path, char *into) {
    char whole[PATH_MAX * 2], parent[PATH_MAX], *last;
    if (record_fd < 0 || !path) return NULL;
    if (path[0] == '/') {
        snprintf(whole, sizeof whole, "%s", path);
    } else {
        char base[PATH_MAX], link[64];
        if (folder == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return NULL;
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            ssize_t n = readlink(link, base, sizeof base - 1);
            if (n <= 0) return NULL;
            base[n] = 0;
        }
        snprintf(whole, sizeof whole, "%s/%s", base, path);
    }
    size_t n = strlen(whole);
    while (n > 1 && whole[n - 1] == '/') whole[--n] = 0;
    last = strrchr(whole, '/');
    if (!last) return NULL;
    *last = 0;
    if (!realpath(whole[0] ? whole : "/", parent)) return NULL;
    if (strcmp(last + 1, ".") == 0) snprintf(into, PATH_MAX, "%s", parent);
    else snprintf(into, PATH_MAX, "%s/%s", parent, last + 1);
    if (strncmp(into, root, root_length) != 0 || (into[root_length] && into[root_length] != '/')) return NULL;
    return into[root_length] ? into + root_length + 1 : into + root_length;
}

static int is_watched(int fd) { return fd >= 0 && fd < MOST && watched[fd]; }

static int open_any(int folder, const char *path, int flags, mode_t mode) {
    char space[PATH_MAX];
    const char *name = below(folder, path, space);
    if (!name) {
        int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
        if (fd >= 0 && fd < MOST) watched[fd] = 0;
        return fd;
    }
    pthread_mutex_lock(&turn);
    struct stat status;
    int was = fstatat(folder, path, &status, 0) == 0;
    int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
    int kept = errno;
    if (fd >= 0 && fd < MOST) {
        watched[fd] = 1;
        note(was ? 'O' : 'C', inode_of(fd), 0, name, strlen(name), NULL, 0);
        if (was && (flags & O_TRUNC) && status.st_size) note('T', inode_of(fd), 0, NULL, 0, NULL, 0);
    }
    pthread_mutex_unlock(&turn);
    errno = kept;
    return fd;
}

#define MODE() \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE() return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE() return open_any(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE() return open_any(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE() return open_any(folder, path, flags, mode); }

int close(int fd) {
    if (fd >= 0 && fd < MOST) watched[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

static ssize_t write_at(int fd, const void *data, size_t length, off64_t offset, int is_placed) {
    if (!is_watched(fd))
        return is_placed ? syscall(SYS_pwrite64, fd, data, length, offset) : syscall(SYS_write, fd, data, length);
    pthread_mutex_lock(&turn);
    if (!is_placed) {
        struct stat status;
        offset = (fcntl(fd, F_GETFL) & O_APPEND) && fstat(fd, &status) == 0 ? status.st_size : lseek64(fd, 0, SEEK_CUR);
    }
    ssize_t done = is_placed ? syscall(SYS_pwrite64, fd, data, length, offset) : syscall(SYS_write, fd, data, length);
    int kept = errno;
    if (done > 0) note('W', inode_of(fd), (uint64_t)offset, data, (size_t)done, NULL, 0);
    pthread_mutex_unlock(&turn);
    errno = kept;
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { return write_at(fd, data, length, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return write_at(fd, data, length, at, 1); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { return write_at(fd, data, length, at, 1); }

static ssize_t write_parts(int fd, const struct iovec *parts, int count, off64_t offset, int is_placed) {
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = write_at(fd, parts[i].iov_base, parts[i].iov_len, offset + all, is_placed);
        if (done < 0) return all ? all : done;
        all += done;
    }
    return all;
}

ssize_t writev(int fd, const struct iovec *parts, int count) { return write_parts(fd, parts, count, 0, 0); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return write_parts(fd, parts, count, at, 1); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return write_parts(fd, parts, count, at, 1); }

/* Copies made inside the kernel cannot be written down: refused, and the caller copies by hand. */
ssize_t sendfile(int to, int from, off_t *at, size_t n) {
    if (is_watched(to)) { errno = EINVAL; return -1; }
    return syscall(SYS_sendfile, to, from, at, n);
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t n) { return sendfile(to, from, (off_t *)at, n); }
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t n, unsigned flags) {
    if (is_watched(to)) { errno = EXDEV; return -1; }
    return syscall(SYS_copy_file_range, from, a, to, b, n, flags);
}

static int cut(int fd, off64_t length) {
    pthread_mutex_lock(&turn);
    int done = (int)syscall(SYS_ftruncate, fd, length), kept = errno;
    if (done == 0 && is_watched(fd)) note('T', inode_of(fd), (uint64_t)length, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    errno = kept;
    return done;
}
int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }
int posix_fallocate(int fd, off_t at, off_t n) { (void)fd; (void)at; (void)n; return EOPNOTSUPP; }
int posix_fallocate64(int fd, off64_t at, off64_t n) { (void)fd; (void)at; (void)n; return EOPNOTSUPP; }

static int flush(int fd) { /* the record is enough: the disk below is played, so its own flush would only cost time */
    if (!is_watched(fd)) return 0;
    pthread_mutex_lock(&turn);
    note('S', inode_of(fd), 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return 0;
}
int fsync(int fd) { return flush(fd); }
int fdatasync(int fd) { return flush(fd); }

static int two(int from, const char *old, int to, const char *fresh, unsigned flags) {
    char one[PATH_MAX], other[PATH_MAX];
    const char *a = below(from, old, one), *b = below(to, fresh, other);
    pthread_mutex_lock(&turn);
    int done = (int)syscall(SYS_renameat2, from, old, to, fresh, flags), kept = errno;
    if (done == 0 && a && b) note('R', 0, 0, a, strlen(a), b, strlen(b));
    pthread_mutex_unlock(&turn);
    errno = kept;
    return done;
}
int rename(const char *old, const char *fresh) { return two(AT_FDCWD, old, AT_FDCWD, fresh, 0); }
int renameat(int from, const char *old, int to, const char *fresh) { return two(from, old, to, fresh, 0); }
int renameat2(int from, const char *old, int to, const char *fresh, unsigned flags) { return two(from, old, to, fresh, flags); }

static int one(char kind, int folder, const char *path, int flags, mode_t mode) {
    char space[PATH_MAX];
    const char *name = below(folder, path, space);
    pthread_mutex_lock(&turn);
    int done = kind == 'M' ? (int)syscall(SYS_mkdirat, folder, path, mode) : (int)syscall(SYS_unlinkat, folder, path, flags);
    int kept = errno;
    struct stat status;
    uint64_t inode = done == 0 && kind == 'M' && fstatat(folder, path, &status, 0) == 0 ? (uint64_t)status.st_ino : 0;
    if (done == 0 && name) note(kind, inode, 0, name, strlen(name), NULL, 0);
    pthread_mutex_unlock(&turn);
    errno = kept;
    return done;
}
int unlink(const char *path) { return one('U', AT_FDCWD, path, 0, 0); }
int unlinkat(int folder, const char *path, int flags) { return one(flags & AT_REMOVEDIR ? 'D' : 'U', folder, path, flags, 0); }
int rmdir(const char *path) { return one('D', AT_FDCWD, path, AT_REMOVEDIR, 0); }
int mkdir(const char *path, mode_t mode) { return one('M', AT_FDCWD, path, 0, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return one('M', folder, path, 0, mode); }
