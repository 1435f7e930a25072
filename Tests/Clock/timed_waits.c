// librdkafka waits by C11's cnd_timedwait, which Debian's faketime (0.9.10) does not know: the deadline would be of the
// moved clock and the wait of the machine's, so that each wait ends at once or years later. In glibc the types are
// those of POSIX threads, whose waits faketime does know.
#include <errno.h>
#include <pthread.h>
#include <threads.h>

int cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *until) {
    switch (pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until)) {
    case 0: return thrd_success;
    case ETIMEDOUT: return thrd_timedout;
    default: return thrd_error;
    }
}
