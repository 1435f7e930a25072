"""Joins a service's consumer group with an assignor of its own, and dies without leaving: member.py BROKERS GROUP TOPIC

The broker counts it as a member for another 45 s.
"""

import os
import sys
import time

from confluent_kafka import Consumer

brokers, group, topic = sys.argv[1:]
assigned = []
consumer = Consumer(
    {
        "bootstrap.servers": brokers,
        "group.id": group,
        "partition.assignment.strategy": "roundrobin",
        "session.timeout.ms": 45000,
    }
)
consumer.subscribe([topic], on_assign=lambda _, partitions: assigned.extend(partitions))
until = time.monotonic() + 60
while not assigned:
    if time.monotonic() > until:
        sys.exit("the group does not take the member")
    consumer.poll(0.1)
os._exit(0)
