/*
 * Stands between a program and its files: writes down every change to the files of one folder, every
 * flush and every line the program says, in one order; and lets some of them fail on request.
 *
 * Invariant: what is in the log happened before the next thing in the log; a call that failed is in
 * it only as a failed flush.
 *
 * Loaded by LD_PRELOAD. Reads its settings from the environment:
 *   HOLDFAST_CHAOS_FOLDER  the folder that is watched (an absolute path, no links)
 *   HOLDFAST_CHAOS_LOG     the file that the log is appended to
 *   HOLDFAST_CHAOS_FAULT   none | enospc | eio-write | short-write | eio-flush
 *   HOLDFAST_CHAOS_EVERY   a fault happens in one of so many calls, on average
 *   HOLDFAST_CHAOS_SEED    where the sequence of chances begins
 *
 * A record of the log: kind (1 byte), length of the path (2), offset (8), length of the data (4), then
 * the path within the folder and the data. Numbers are little-endian. Kinds: see recording.rs.
 *
 * Not seen: writes through mmap (SQLite maps only the -shm file, which no disk needs to keep), through
 * io_uring, and through duplicated descriptors.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, FLUSH, FLUSH_FOLDER, UNLINK, RENAME, SAID, FLUSH_FAILED, STRUCK };
enum { NONE, ENOSPC_ON_WRITE, EIO_ON_WRITE, SHORT_WRITE, EIO_ON_FLUSH };
enum { FILES_MAX = 4096, PATH_LEN = 512 };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_LEN];
static size_t folder_len;
static int log_fd = -1;
static int fault;
static uint64_t every, chance;
/* A disk that takes only a part has no room for the rest: this file's next write finds none. */
static int full_for = -1;
/* The path within the folder of each open file; "." for the folder itself, "" for all others. */
static char paths[FILES_MAX][PATH_LEN];

__attribute__((constructor)) static void begin(void) {
    const char *place = getenv("HOLDFAST_CHAOS_FOLDER");
    const char *log = getenv("HOLDFAST_CHAOS_LOG");
    const char *kind = getenv("HOLDFAST_CHAOS_FAULT");
    const char *rate = getenv("HOLDFAST_CHAOS_EVERY");
    const char *seed = getenv("HOLDFAST_CHAOS_SEED");
    if (!place || strlen(place) >= PATH_LEN) return;
    strcpy(folder, place);
    folder_len = strlen(folder);
    every = rate ? strtoull(rate, NULL, 10) : 0;
    chance = seed ? strtoull(seed, NULL, 10) : 1;
    if (!kind || !every) fault = NONE;
    else if (!strcmp(kind, "enospc")) fault = ENOSPC_ON_WRITE;
    else if (!strcmp(kind, "eio-write")) fault = EIO_ON_WRITE;
    else if (!strcmp(kind, "short-write")) fault = SHORT_WRITE;
    else if (!strcmp(kind, "eio-flush")) fault = EIO_ON_FLUSH;
    if (log) log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(int kind, const char *path, uint64_t offset, const void *data, size_t len);

/* SplitMix64 (Steele, Lea and Flood 2014). */
static int strikes(int kind) {
    if (fault != kind) return 0;
    uint64_t mixed = (chance += 0x9e3779b97f4a7c15ull);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
    if ((mixed ^ (mixed >> 31)) % every) return 0;
    note(STRUCK, "", 0, NULL, 0);
    return 1;
}

static void put(uint8_t *to, uint64_t number, int bytes) {
    for (int at = 0; at < bytes; at++) to[at] = (uint8_t)(number >> (8 * at));
}

static void note(int kind, const char *path, uint64_t offset, const void *data, size_t len) {
    if (log_fd < 0) return;
    uint8_t head[15];
    head[0] = (uint8_t)kind;
    put(head + 1, strlen(path), 2);
    put(head + 3, offset, 8);
    put(head + 11, len, 4);
    struct iovec parts[3] = {
        {head, sizeof head}, {(void *)path, strlen(path)}, {(void *)data, len}};
    syscall(SYS_writev, log_fd, parts, 3);
}

/* The path within the folder, or NULL when the file is elsewhere. */
static const char *within(const char *path) {
    if (!folder_len || strncmp(path, folder, folder_len)) return NULL;
    if (path[folder_len] == '\0') return ".";
    return path[folder_len] == '/' ? path + folder_len + 1 : NULL;
}

static const char *name_of(int fd) {
    return fd >= 0 && fd < FILES_MAX && paths[fd][0] ? paths[fd] : NULL;
}

static int is_file(const char *name) { return name && strcmp(name, "."); }

static int open_any(int at, const char *path, int flags, mode_t mode) {
    const char *name = within(path);
    pthread_mutex_lock(&gate);
    struct stat there;
    int existed = name && !fstatat(at, path, &there, 0);
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd >= 0 && fd < FILES_MAX) {
        paths[fd][0] = '\0';
        if (name && strlen(name) < PATH_LEN) {
            strcpy(paths[fd], name);
            if (is_file(name) && !existed) note(CREATE, name, 0, NULL, 0);
            if (is_file(name) && existed && (flags & O_TRUNC)) note(TRUNCATE, name, 0, NULL, 0);
        }
    }
    pthread_mutex_unlock(&gate);
    return fd;
}

#define OPEN(function, prefix, at, ...)                          \
    int function(prefix const char *path, int flags, ...) {      \
        va_list rest;                                            \
        va_start(rest, flags);                                   \
        mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                            \
        return open_any(at, path, flags, mode);                  \
    }
#define COMMA ,
OPEN(open, , AT_FDCWD)
OPEN(open64, , AT_FDCWD)
OPEN(openat, int at COMMA, at)
OPEN(openat64, int at COMMA, at)

int close(int fd) {
    pthread_mutex_lock(&gate);
    if (fd >= 0 && fd < FILES_MAX) paths[fd][0] = '\0';
    if (fd == full_for) full_for = -1;
    int result = (int)syscall(SYS_close, fd);
    pthread_mutex_unlock(&gate);
    return result;
}

static ssize_t write_at(int fd, const void *data, size_t len, off_t offset, int positioned) {
    pthread_mutex_lock(&gate);
    const char *name = name_of(fd);
    ssize_t done;
    if (is_file(name)) {
        if (strikes(ENOSPC_ON_WRITE)) errno = ENOSPC, done = -1;
        else if (fd == full_for) full_for = -1, errno = ENOSPC, done = -1;
        else if (strikes(EIO_ON_WRITE)) errno = EIO, done = -1;
        else {
            if (len > 1 && strikes(SHORT_WRITE)) len /= 2, full_for = fd;
            if (!positioned) {
                struct stat there;
                int appends = fcntl(fd, F_GETFL) & O_APPEND;
                offset = appends && !fstat(fd, &there) ? there.st_size : lseek(fd, 0, SEEK_CUR);
            }
            done = positioned ? syscall(SYS_pwrite64, fd, data, len, offset)
                              : syscall(SYS_write, fd, data, len);
            if (done > 0) note(WRITE, name, (uint64_t)offset, data, (size_t)done);
        }
    } else {
        /* What the program says is written down before it is heard. */
        if (fd == STDOUT_FILENO) note(SAID, "", 0, data, len);
        done = positioned ? syscall(SYS_pwrite64, fd, data, len, offset)
                          : syscall(SYS_write, fd, data, len);
    }
    int kept = errno;
    pthread_mutex_unlock(&gate);
    errno = kept;
    return done;
}

ssize_t write(int fd, const void *data, size_t len) { return write_at(fd, data, len, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t len, off_t offset) {
    return write_at(fd, data, len, offset, 1);
}
ssize_t pwrite64(int fd, const void *data, size_t len, off64_t offset) {
    return write_at(fd, data, len, offset, 1);
}

/* A vector is written piece by piece: allowed, because a short count always is. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
    ssize_t all = 0;
    for (int at = 0; at < count; at++) {
        ssize_t done = write_at(fd, parts[at].iov_base, parts[at].iov_len, 0, 0);
        if (done < 0) return all ? all : -1;
        all += done;
        if ((size_t)done < parts[at].iov_len) break;
    }
    return all;
}

int ftruncate(int fd, off_t len) {
    pthread_mutex_lock(&gate);
    const char *name = name_of(fd);
    int result = (int)syscall(SYS_ftruncate, fd, len);
    if (!result && is_file(name)) note(TRUNCATE, name, (uint64_t)len, NULL, 0);
    pthread_mutex_unlock(&gate);
    return result;
}
int ftruncate64(int fd, off64_t len) { return ftruncate(fd, len); }

/* Never reached in earnest: the disk of a simulated power cut is the log. */
static int flush(int fd, long call) {
    pthread_mutex_lock(&gate);
    const char *name = name_of(fd);
    int result = 0;
    if (is_file(name) && strikes(EIO_ON_FLUSH)) {
        note(FLUSH_FAILED, name, 0, NULL, 0);
        errno = EIO;
        result = -1;
    } else if (name && log_fd >= 0) {
        note(is_file(name) ? FLUSH : FLUSH_FOLDER, name, 0, NULL, 0);
    } else {
        result = (int)syscall(call, fd);
    }
    pthread_mutex_unlock(&gate);
    return result;
}
int fsync(int fd) { return flush(fd, SYS_fsync); }
int fdatasync(int fd) { return flush(fd, SYS_fdatasync); }

static int unlink_any(int at, const char *path, int flags) {
    pthread_mutex_lock(&gate);
    const char *name = within(path);
    int result = (int)syscall(SYS_unlinkat, at, path, flags);
    if (!result && is_file(name)) note(UNLINK, name, 0, NULL, 0);
    pthread_mutex_unlock(&gate);
    return result;
}
int unlink(const char *path) { return unlink_any(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return unlink_any(at, path, flags); }

static int rename_any(int from_at, const char *from, int to_at, const char *to) {
    pthread_mutex_lock(&gate);
    const char *old = within(from), *new = within(to);
    int result = (int)syscall(SYS_renameat2, from_at, from, to_at, to, 0);
    if (!result && is_file(old) && is_file(new)) note(RENAME, old, 0, new, strlen(new));
    pthread_mutex_unlock(&gate);
    return result;
}
int rename(const char *from, const char *to) { return rename_any(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int from_at, const char *from, int to_at, const char *to) {
    return rename_any(from_at, from, to_at, to);
}
