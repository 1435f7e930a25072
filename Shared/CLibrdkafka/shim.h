// rdkafka_mock.h comes with librdkafka-dev; the unit tests of Shared/Kafka use its in-process cluster.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
// One eventfd wakes a consumer that waits for several queues.
#include <sys/eventfd.h>
