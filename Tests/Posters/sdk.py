"""Posts a grid by the official CloudEvents SDK for Python, as its manual shows it.

sdk.py BROKERS TOPIC INTERFACE MODE GRID
INTERFACE is old (cloudevents.v1, as before version 2) or new (cloudevents.core); MODE is structured or binary.
"""

import sys
from datetime import datetime, timezone

from confluent_kafka import Producer

brokers, topic, interface, mode, grid = sys.argv[1:]
poster = topic.rsplit(".", 1)[1]
time = datetime(2022, 3, 1, 1, 0, tzinfo=timezone.utc)
attributes = {"type": "registry.grid.drawn.v1", "source": poster, "id": f"{interface}-{mode}", "subject": grid}
data = {"grid": grid, "township": "城东街道"}

if interface == "old":
    from cloudevents.v1.http import CloudEvent
    from cloudevents.v1.kafka import to_binary, to_structured

    event = CloudEvent({**attributes, "time": time.isoformat(), "datacontenttype": "application/json"}, data)
    message = to_structured(event) if mode == "structured" else to_binary(event)
else:
    from cloudevents.core.bindings.kafka import to_binary, to_structured
    from cloudevents.core.formats.json import JSONFormat
    from cloudevents.core.v1.event import CloudEvent

    event = CloudEvent({**attributes, "time": time, "specversion": "1.0", "datacontenttype": "application/json"}, data)
    message = to_structured(event, JSONFormat()) if mode == "structured" else to_binary(event, JSONFormat())

producer = Producer({"bootstrap.servers": brokers})
producer.produce(topic, key=message.key, value=message.value, headers=message.headers)
if producer.flush(30):
    sys.exit("the broker does not acknowledge")
