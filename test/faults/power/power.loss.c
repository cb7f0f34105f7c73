// Preloaded into a server it makes a kill as bad as a power failure for the files whose path contains $LOSES: what is
// written to them stays in the memory of the process until it is synced. Without this the kernel keeps what a killed process
// wrote. Closing a file without a sync loses the rest. Only what is written at the file's end or at a given place is held,
// and nothing is read back, as for a log.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define AT_END -1

struct piece {
  struct piece *next;
  int fd;
  off_t offset;
  size_t size;
  char bytes[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct piece *held, **last = &held;

static int is_lossy(int fd) {
  const char *part = getenv("LOSES");
  char link[32], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (!part || length < 0) return 0;
  path[length] = 0;
  return strstr(path, part) != NULL;
}

static ssize_t hold(int fd, const void *bytes, size_t size, off_t offset) {
  struct piece *piece = malloc(sizeof *piece + size);
  *piece = (struct piece){.fd = fd, .offset = offset, .size = size};
  memcpy(piece->bytes, bytes, size);
  pthread_mutex_lock(&lock);
  *last = piece;
  last = &piece->next;
  pthread_mutex_unlock(&lock);
  return size;
}

// Takes the pieces of a file out of the memory, and writes them if they are to be kept.
static void release(int fd, int keep) {
  pthread_mutex_lock(&lock);
  for (struct piece **place = &held; *place;) {
    struct piece *piece = *place;
    if (piece->fd != fd) {
      place = &piece->next;
      continue;
    }
    if (keep && piece->offset == AT_END) syscall(SYS_write, fd, piece->bytes, piece->size);
    else if (keep) syscall(SYS_pwrite64, fd, piece->bytes, piece->size, piece->offset);
    *place = piece->next;
    free(piece);
  }
  for (last = &held; *last; last = &(*last)->next) continue;
  pthread_mutex_unlock(&lock);
}

ssize_t write(int fd, const void *bytes, size_t size) {
  return is_lossy(fd) ? hold(fd, bytes, size, AT_END) : syscall(SYS_write, fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset) {
  return is_lossy(fd) ? hold(fd, bytes, size, offset) : syscall(SYS_pwrite64, fd, bytes, size, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  return pwrite64(fd, bytes, size, offset);
}

int fsync(int fd) {
  release(fd, 1);
  return syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  release(fd, 1);
  return syscall(SYS_fdatasync, fd);
}

int close(int fd) {
  release(fd, 0);
  return syscall(SYS_close, fd);
}
