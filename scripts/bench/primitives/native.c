/*
 * The same work between two processes in C: a mutex, and a bounded queue of a mutex and two conditions, in
 * shared memory. Prints nanoseconds for each operation.
 *
 *   native lock|lock2|queue times
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 1024, BYTES = 16 };

struct shared {
  _Alignas(64) pthread_mutex_t mutex;
  pthread_cond_t not_empty, not_full;
  _Alignas(64) int gate;
  _Alignas(64) unsigned head, tail;
  char slots[SLOTS][BYTES];
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static void meet(struct shared *s, int parties) {
  __atomic_add_fetch(&s->gate, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&s->gate, __ATOMIC_SEQ_CST) < parties) {}
}

static void pairs(struct shared *s, long times) {
  for (long i = 0; i < times; i += 1) {
    pthread_mutex_lock(&s->mutex);
    pthread_mutex_unlock(&s->mutex);
  }
}

static void produce(struct shared *s, long times) {
  char message[BYTES] = {0};
  for (long i = 0; i < times; i += 1) {
    pthread_mutex_lock(&s->mutex);
    while (s->tail - s->head == SLOTS) pthread_cond_wait(&s->not_full, &s->mutex);
    memcpy(s->slots[s->tail++ % SLOTS], message, BYTES);
    pthread_cond_signal(&s->not_empty);
    pthread_mutex_unlock(&s->mutex);
  }
}

static void consume(struct shared *s, long times) {
  char message[BYTES];
  for (long i = 0; i < times; i += 1) {
    pthread_mutex_lock(&s->mutex);
    while (s->tail == s->head) pthread_cond_wait(&s->not_empty, &s->mutex);
    memcpy(message, s->slots[s->head++ % SLOTS], BYTES);
    pthread_cond_signal(&s->not_full);
    pthread_mutex_unlock(&s->mutex);
  }
}

int main(int count, char **words) {
  if (count < 3) return 2;
  long times = atol(words[2]);
  struct shared *s = mmap(0, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pthread_mutexattr_t mutex;
  pthread_mutexattr_init(&mutex);
  pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&s->mutex, &mutex);
  pthread_condattr_t condition;
  pthread_condattr_init(&condition);
  pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
  pthread_cond_init(&s->not_empty, &condition);
  pthread_cond_init(&s->not_full, &condition);

  int is_queue = strcmp(words[1], "queue") == 0;
  int parties = strcmp(words[1], "lock") == 0 ? 1 : 2;
  if (parties == 2 && fork() == 0) {
    meet(s, parties);
    if (is_queue) consume(s, times);
    else pairs(s, times);
    _exit(0);
  }
  meet(s, parties);
  double began = now();
  if (is_queue) produce(s, times);
  else pairs(s, times);
  if (parties == 2) wait(0);
  printf("%f\n", (now() - began) / (double)(is_queue ? times : times * parties));
  return 0;
}
