"""Starts a campaign from Python and waits for the outcome: nothing of this project is needed but the schemas in the registry.

    pip install confluent-kafka fastavro
    python docs/examples/start_campaign.py <campaign id> [brokers] [registry]

The ids are in `wac campaigns list --json`. Where the system has a NAMESPACE, set it here too. Exit code: 0 accepted, 1 refused, 2 it could not be asked.
"""

import json
import os
import struct
import sys
import time
import uuid
from io import BytesIO
from urllib.error import URLError
from urllib.request import urlopen

from confluent_kafka import Consumer, Producer
from fastavro import parse_schema, schemaless_reader, schemaless_writer


def give_up(message):
    print(message, file=sys.stderr)
    sys.exit(2)


if not 2 <= len(sys.argv) <= 4:
    give_up("usage: start_campaign.py <campaign id> [brokers] [registry]")
campaign_id = sys.argv[1]
brokers = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1:9092"
namespace = os.environ.get("NAMESPACE", "")  # stands before each name of a topic
registry = sys.argv[3] if len(sys.argv) > 3 else "http://127.0.0.1:8081/apis/ccompat/v7"


def look_up(path):
    try:
        with urlopen(f"{registry}{path}", timeout=10) as answer:
            found = json.load(answer)
    except URLError as error:
        give_up(f"The schema registry at {registry} has no answer for {path} ({error}): is the system running there?")
    return found.get("id"), parse_schema(json.loads(found["schema"]))


def encode(schema_id, schema, value):
    """Confluent's wire format: a zero byte, the schema's id in four bytes, the record in Avro."""
    out = BytesIO()
    out.write(struct.pack(">bI", 0, schema_id))
    schemaless_writer(out, schema, value)
    return out.getvalue()


def decode(value):
    """Reads a record by the schema that it was written with."""
    _, schema = look_up(f"/schemas/ids/{struct.unpack('>bI', value[:5])[1]}")
    return schemaless_reader(BytesIO(value[5:]), schema)


command_schema_id, command_schema = look_up(f"/subjects/{namespace}campaign-commands-value/versions/latest")

command_id = str(uuid.uuid4())  # the same id a second time has no second effect
command = {
    "commandId": command_id,
    "subjectId": campaign_id,  # what the command is about, and the record's key; a new thing gets its id from you
    "issuedAt": int(time.time() * 1000),
    "issuedBy": "python",
    "body": ("campaigns.StartCampaign", {}),  # or CreateCampaign, AddContacts, …: one record of the union
}

# the outcome will be on command-outcomes: read it from where it ends now
listening = []


def from_now_on(consumer, partitions):
    for partition in partitions:
        partition.offset = consumer.get_watermark_offsets(partition)[1]
    consumer.assign(partitions)
    listening.extend(partitions)


consumer = Consumer({"bootstrap.servers": brokers, "group.id": f"{namespace}python-{command_id}"})
consumer.subscribe([f"{namespace}command-outcomes"], on_assign=from_now_on)
deadline = time.time() + 30
while not listening:
    if time.time() > deadline:
        give_up(f"No broker answered at {brokers} within 30 seconds: is the system running there?")
    consumer.poll(0.1)


def delivered(error, _record):
    if error is not None:
        give_up(f"The command could not be published: {error}")


# murmur2_random: the same partition for a key as Java's client and wac
producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True, "partitioner": "murmur2_random"})
producer.produce(f"{namespace}campaign-commands", key=campaign_id, value=encode(command_schema_id, command_schema, command), on_delivery=delivered)
producer.flush()

deadline = time.time() + 30
while time.time() < deadline:
    record = consumer.poll(1.0)
    if record is None or record.error() or record.key() != campaign_id.encode():
        continue
    outcome = decode(record.value())
    if outcome["commandId"] == command_id:
        break
else:
    give_up(
        f"No outcome of command {command_id} within 30 seconds. It stays on the topic and may still be carried out: "
        "ask again under the same id, not under a new one."
    )
consumer.close()
if not outcome["accepted"]:
    print("refused")
    for fault in outcome["errors"]:
        where = f"{fault['field']}: " if fault.get("field") else ""
        print(f"  {where}{fault['message']} [{fault['code']}]")
    sys.exit(1)
print("accepted")
