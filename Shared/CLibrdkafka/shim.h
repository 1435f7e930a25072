// rdkafka_mock.h comes with librdkafka-dev; the unit tests of Shared/Kafka use its in-process cluster.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
