/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/room/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

/* A sanitizer reserves terabytes and asks the system for more than a decoder does. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WITH_SANITIZER 1
#endif
#endif
#ifndef WITH_SANITIZER
#define WITH_SANITIZER 0
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static gboolean
limit (__rlimit_resource_t what, rlim_t most)
{
  struct rlimit now;
  if (getrlimit (what, &now) != 0)
    return FALSE;
  most = MIN (most, now.rlim_max);
  return setrlimit (what, &(struct rlimit){ most, most }) == 0;
}

#ifdef ARCHITECTURE

/* What decoding asks of the system; all else gets EPERM. No socket can be made, no program run, no process looked into;
 * the socket that is there carries the requests. openat is judged by its flags. */
static const guint16 allowed[] = {
  SYS_read,
  SYS_pread64,
  SYS_readv,
  SYS_write,
  SYS_writev,
  SYS_lseek,
  SYS_close,
  SYS_fstat,
  SYS_newfstatat,
  SYS_statx,
  SYS_faccessat,
  SYS_faccessat2,
  SYS_readlinkat,
  SYS_dup,
  SYS_mmap,
  SYS_munmap,
  SYS_mremap,
  SYS_mprotect,
  SYS_madvise,
  SYS_brk,
  SYS_futex,
  SYS_rt_sigaction,
  SYS_rt_sigprocmask,
  SYS_rt_sigreturn,
  SYS_sigaltstack,
  SYS_setitimer,
  SYS_getpid,
  SYS_gettid,
  SYS_getuid,
  SYS_geteuid,
  SYS_getrandom,
  SYS_clock_gettime,
  SYS_gettimeofday,
  SYS_nanosleep,
  SYS_clock_nanosleep,
  SYS_sched_yield,
  SYS_sched_getaffinity,
  SYS_sysinfo,
  SYS_uname,
  SYS_getrusage,
  SYS_recvmsg,
  SYS_sendmsg,
  SYS_ppoll,
  SYS_exit,
  SYS_exit_group,
  SYS_restart_syscall,
#ifdef SYS_rseq
  SYS_rseq,
#endif
#ifdef SYS_open /* the older calls, where the machine has them */
  SYS_stat,
  SYS_lstat,
  SYS_access,
  SYS_readlink,
  SYS_poll,
  SYS_time,
#endif
};

enum { HEAD = 4, OPENAT = 6, FCNTL = 7, TGKILL = 5, TAIL = 2 };

static gboolean
set_filter (void)
{
  enum { N = G_N_ELEMENTS (allowed) };
  struct sock_filter code[HEAD + OPENAT + FCNTL + TGKILL + N + TAIL];
  guint n = 0;
  const guint32 refuse = SECCOMP_RET_ERRNO | EPERM;
#define SAY(...) code[n++] = (struct sock_filter) __VA_ARGS__
  SAY (BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, arch)));
  SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
  SAY (BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  SAY (BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)));
  /* openat (dir, path, flags): reading only, and nothing is made. */
  SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, OPENAT - 1));
  SAY (BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[2])));
  SAY (BPF_STMT (BPF_ALU | BPF_AND | BPF_K, O_ACCMODE | O_CREAT | O_TRUNC | (__O_TMPFILE & ~O_DIRECTORY)));
  SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, O_RDONLY, 0, 1));
  SAY (BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  SAY (BPF_STMT (BPF_RET | BPF_K, refuse));
  /* fcntl (fd, command): nothing that would send signals to others. */
  SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_fcntl, 0, FCNTL - 1));
  SAY (BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[1])));
  SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, F_GETFL, 3, 0));
  SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, F_GETFD, 2, 0));
  SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, F_DUPFD_CLOEXEC, 1, 0));
  SAY (BPF_STMT (BPF_RET | BPF_K, refuse));
  SAY (BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  /* tgkill (process, …): itself alone, to abort. */
  SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, TGKILL - 1));
  SAY (BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[0])));
  SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) getpid (), 0, 1));
  SAY (BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  SAY (BPF_STMT (BPF_RET | BPF_K, refuse));
  for (guint k = 0; k < N; k++)
    SAY (BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, allowed[k], (guint8) (N - k), 0));
  SAY (BPF_STMT (BPF_RET | BPF_K, refuse));
  SAY (BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
#undef SAY
  g_assert (n == G_N_ELEMENTS (code));
  struct sock_fprog program = { (unsigned short) n, code };
  return prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#else

static gboolean
set_filter (void)
{
  return FALSE;
}

#endif

KerfGuard
kerf_guard_enter (void)
{
  guint done = 0;
  if (WITH_SANITIZER)
    return (KerfGuard) done;
  gboolean limits = limit (RLIMIT_CORE, 0) && limit (RLIMIT_FSIZE, 0) && limit (RLIMIT_NOFILE, 512) &&
                    limit (RLIMIT_DATA, KERF_GUARD_MEMORY); /* what is shared does not count */
  prctl (PR_SET_DUMPABLE, 0);
  done |= limits ? KERF_GUARD_LIMITS : 0;
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && set_filter ())
    done |= KERF_GUARD_FILTER;
  return (KerfGuard) done;
}

void
kerf_guard_seconds (guint seconds)
{
  setitimer (ITIMER_PROF, &(struct itimerval){ .it_value = { .tv_sec = seconds } }, NULL);
}
