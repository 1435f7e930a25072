"""Adds partitions to a topic, as kafka-topics --alter does: partitions.py BROKERS TOPIC COUNT

Waits until the broker shows them.
"""

import sys
import time

from confluent_kafka.admin import AdminClient, NewPartitions

brokers, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
admin = AdminClient({"bootstrap.servers": brokers})
for future in admin.create_partitions([NewPartitions(topic, count)]).values():
    future.result(60)
until = time.monotonic() + 60
while len(admin.list_topics(topic, timeout=10).topics[topic].partitions) != count:
    if time.monotonic() > until:
        sys.exit("the partitions were made, and are not shown")
