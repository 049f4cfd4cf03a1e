/* A disk whose power can be cut: what was fsynced is copied to DURABLE_DIR, and after a cut only the copies are left.
   With SYNC_FAILS=n the n-th fsync of a file, and each one after it, ends with EIO instead.
   Preloaded into the relay (LD_PRELOAD); looks only at files of the folder DURABLE_OF. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the copy of a file stands, or 0 where the file is none of ours. */
static int copy_of(const char *path, char *copy, size_t size) {
  const char *of = getenv("DURABLE_OF"), *to = getenv("DURABLE_DIR");
  size_t length = of ? strlen(of) : 0;
  if (!of || !to || strncmp(path, of, length) != 0 || path[length] != '/') return 0;
  return snprintf(copy, size, "%s%s", to, path + length) < (int)size;
}

/* The path of a descriptor; 0 where it has none. */
static int path_of(int fd, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return 1;
}

/* Two threads fsync the same log: the copy of the later state is the one that stays. */
static pthread_mutex_t one_by_one = PTHREAD_MUTEX_INITIALIZER;

/* Copies beside its place and moves there whole: a kill in the middle leaves the copy before. */
static void copy_whole(int fd) {
  char path[PATH_MAX], copy[PATH_MAX], draft[PATH_MAX + 8];
  struct stat about;
  if (!path_of(fd, path, sizeof path) || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return;
  if (!copy_of(path, copy, sizeof copy)) return;
  snprintf(draft, sizeof draft, "%s.draft", copy);
  /* Read through the descriptor that we were given: closing another one of the same file would drop SQLite's locks. */
  int to = open(draft, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  off_t at = 0;
  while (to >= 0 && at < about.st_size && sendfile(to, fd, &at, about.st_size - at) > 0) {}
  if (to >= 0) close(to);
  if (at == about.st_size) rename(draft, copy);
}

/* Two threads fsync the same file: an older copy must not replace a later one. */
static void keep(int fd) {
  static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&one_at_a_time);
  copy_whole(fd);
  pthread_mutex_unlock(&one_at_a_time);
}

/* Whether this fsync of one of our files is to fail. */
static int fails(int fd) {
  static int syncs;
  const char *of = getenv("DURABLE_OF"), *first = getenv("SYNC_FAILS");
  char path[PATH_MAX];
  if (!of || !first || !path_of(fd, path, sizeof path) || strncmp(path, of, strlen(of)) != 0) return 0;
  return __atomic_add_fetch(&syncs, 1, __ATOMIC_SEQ_CST) >= atoi(first);
}

static int synced(const char *name, int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  if (fails(fd)) {
    errno = EIO;
    return -1;
  }
  int result = real(fd);
  if (result == 0) {
    pthread_mutex_lock(&one_by_one);
    keep(fd);
    pthread_mutex_unlock(&one_by_one);
  }
  return result;
}

int fsync(int fd) { return synced("fsync", fd); }

int fdatasync(int fd) { return synced("fdatasync", fd); }

int unlink(const char *path) {
  int (*real)(const char *) = dlsym(RTLD_NEXT, "unlink");
  char copy[PATH_MAX];
  int result = real(path);
  if (result == 0 && copy_of(path, copy, sizeof copy)) real(copy);
  return result;
}
